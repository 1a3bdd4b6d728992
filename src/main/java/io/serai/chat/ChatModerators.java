package io.serai.chat;

import io.serai.accounts.Account;
import io.serai.accounts.SignedIn;
import io.serai.audit.Actor;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.TooMany;
import io.serai.common.ControlException.Unauthenticated;
import io.serai.common.StreamId;
import io.serai.common.http.Admins;
import io.serai.common.http.Admins.Ruling;
import io.serai.common.http.HttpCall;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who moderates a chat: the owner of its stream, and admins. Thread-safe. */
@Component
final class ChatModerators {
    private final ChatRoomRepository rooms;
    private final SignedIn signedIn;
    private final Admins admins;
    private final Clock clock;

    ChatModerators(ChatRoomRepository rooms, SignedIn signedIn, Admins admins, Clock clock) {
        this.rooms = rooms;
        this.signedIn = signedIn;
        this.admins = admins;
        this.clock = clock;
    }

    /**
     * As whom somebody moderates.
     *
     * @throws Unauthenticated when nobody is signed in
     * @throws NotFound when there is no such stream
     * @throws Denied when it is somebody else's
     * @throws TooMany when there were too many wrong admin tokens
     */
    Actor required(HttpCall call, StreamId stream) {
        Optional<Account> who = signedIn.who(call);
        Optional<Actor> admin = who.isPresent() ? Optional.empty() : admin(call);
        if (who.isEmpty() && admin.isEmpty()) {
            throw new Unauthenticated(clock.instant());
        }
        ChatRoom room = room(stream);
        if (who.filter(one -> room.owner().filter(one.id()::equals).isPresent()).isPresent()) {
            return Actor.account(who.get().id(), call);
        }
        return admin.or(() -> admin(call))
                .orElseThrow(
                        () -> new Denied("Only the owner of the stream and admins may do this"));
    }

    /** Whether somebody moderates, if they are somebody. */
    boolean is(HttpCall call, ChatRoom room) {
        return signedIn.who(call)
                        .filter(one -> room.owner().filter(one.id()::equals).isPresent())
                        .isPresent()
                || admin(call).isPresent();
    }

    /**
     * What the chat of a stream is like.
     *
     * @throws NotFound when there is no such stream
     */
    ChatRoom room(StreamId stream) {
        return rooms.find(stream).orElseThrow(() -> new NotFound("Stream not found"));
    }

    private Optional<Actor> admin(HttpCall call) {
        return switch (admins.rule(call)) {
            case Ruling.Everything everything ->
                    Optional.of(Actor.of(call.as(everything.admission())));
            case Ruling.Later later ->
                    throw new TooMany(
                            "Too many wrong tokens from this address", later.retryAfter());
            case Ruling.NotAdmin notAdmin -> Optional.empty();
            case Ruling.Nobody nobody -> Optional.empty();
        };
    }
}
