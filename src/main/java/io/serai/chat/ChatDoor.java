package io.serai.chat;

import io.serai.chat.Ban.Kind;
import io.serai.chat.ChatRoomRepository.Standing;
import io.serai.chat.ChatTickets.Holder;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.common.http.HttpCall;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Lets people into chats: as whom a ticket names, or else under the id and name that they give
 * themselves. Only a ticket makes anybody a moderator or a follower. Thread-safe.
 */
@Component
final class ChatDoor implements Door {
    static final int LONGEST_NAME = 64;

    private static final Logger log = LoggerFactory.getLogger(ChatDoor.class);

    private final Rulebook rules;
    private final ChatTickets tickets;
    private final AddressHashes hashes;
    private final ModerationSettings settings;
    private final Clock clock;

    ChatDoor(
            Rulebook rules,
            ChatTickets tickets,
            AddressHashes hashes,
            ModerationSettings settings,
            Clock clock) {
        this.rules = rules;
        this.tickets = tickets;
        this.hashes = hashes;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Member admit(StreamId stream, HttpCall call) {
        Optional<Holder> holder = holder(stream, call);
        String userId = holder.map(one -> one.account().toString()).orElseGet(() -> userId(call));
        OpenRoom open = room(stream);
        boolean moderator =
                holder.filter(one -> one.admin() || open.isOwner(one.account())).isPresent();
        Member member =
                new Member(
                        userId,
                        holder.map(one -> name(one.name(), userId))
                                .orElseGet(() -> name(call.query("username").orElse(""), userId)),
                        holder.map(Holder::account),
                        moderator,
                        hashes.of(call.caller()));
        if (!moderator) {
            refuseWhoMayNot(open, member);
        }
        return member;
    }

    private void refuseWhoMayNot(OpenRoom open, Member member) {
        if (open.known().ban(Kind.BAN, member, clock.instant()).isPresent()) {
            throw new Denied("You are banned from this chat");
        }
        Optional<UserId> person = member.account().or(() -> Rulebook.claimed(member.userId()));
        if (person.filter(one -> standing(open, one).blocked()).isPresent()) {
            throw new Denied("You are blocked by the owner of this stream");
        }
    }

    private Optional<Holder> holder(StreamId stream, HttpCall call) {
        Optional<String> ticket = call.query("ticket");
        if (ticket.isEmpty()) {
            if (settings.tickets() == ModerationSettings.Tickets.REQUIRED) {
                throw new Denied("This chat asks for a ticket: sign in and get one");
            }
            return Optional.empty();
        }
        Optional<Holder> holder = tickets.read(ticket.get(), stream, clock.instant());
        if (holder.isEmpty()) {
            throw new Denied("The ticket is not good for this chat, or not any more");
        }
        return holder;
    }

    private static String userId(HttpCall call) {
        String text =
                call.query("user_id")
                        .orElseThrow(
                                () ->
                                        Invalid.coded(
                                                "missing_user_id",
                                                "user_id query parameter is required"));
        if (!Member.isUserId(text)) {
            throw Invalid.coded(
                    "invalid_user_id", "user_id has 1 to 64 characters and no control characters");
        }
        return text;
    }

    /** What others are shown: one line, not too long. */
    private static String name(String given, String userId) {
        String line = given.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "").strip();
        int end =
                line.offsetByCodePoints(
                        0, Math.min(LONGEST_NAME, line.codePointCount(0, line.length())));
        return line.isEmpty() ? "User_" + userId : line.substring(0, end);
    }

    private OpenRoom room(StreamId stream) {
        try {
            return rules.enter(stream);
        } catch (DataAccessException | TransactionException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }

    /** While the database is away, nobody follows and nobody is blocked until it is back. */
    private Standing standing(OpenRoom open, UserId person) {
        try {
            return rules.learn(open, person);
        } catch (DataAccessException | TransactionException e) {
            open.standings().putIfAbsent(person, Standing.NONE);
            log.debug("chat.standing-unknown user={}", person, e);
            return open.standing(person);
        }
    }
}
