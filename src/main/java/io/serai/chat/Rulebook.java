package io.serai.chat;

import io.serai.chat.Ban.Kind;
import io.serai.chat.ChatRoomRepository.Pair;
import io.serai.chat.ChatRoomRepository.Standing;
import io.serai.chat.Judgement.Refuse;
import io.serai.chat.Judgement.Show;
import io.serai.chat.OpenRoom.Known;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The rules of each chat that somebody has entered on this node: read when the first one comes,
 * kept up to date by {@link RulesWatch}, and answered from memory. Thread-safe.
 */
@Component
final class Rulebook implements ChatRules {
    /** More than these of one chat are not kept. */
    static final int MOST_BANS = 10_000;

    private static final Pattern ACCOUNT = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Show AT_ONCE = new Show(Duration.ZERO);

    private final ConcurrentHashMap<StreamId, OpenRoom> rooms = new ConcurrentHashMap<>();
    private final ChatRoomRepository repository;
    private final ChatBanRepository bans;
    private final ModerationSettings settings;
    private final Clock clock;

    Rulebook(
            ChatRoomRepository repository,
            ChatBanRepository bans,
            ModerationSettings settings,
            Clock clock) {
        this.repository = repository;
        this.bans = bans;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Judgement judge(StreamId stream, Member member, String content, Instant now) {
        OpenRoom open = rooms.get(stream);
        if (open == null || member.moderator()) {
            return AT_ONCE;
        }
        Known known = open.known();
        ChatRoom room = known.room();
        Standing standing = standing(open, member);
        Optional<Ban> timeout = known.ban(Kind.TIMEOUT, member, now);
        if (known.ban(Kind.BAN, member, now).isPresent()) {
            return new Refuse("You are banned from this chat.");
        }
        if (standing.blocked()) {
            return new Refuse("You are blocked by the owner of this stream.");
        }
        if (timeout.isPresent()) {
            Duration left = Duration.between(now, timeout.get().until().orElseThrow());
            return new Refuse("You may not write in this chat for another " + seconds(left) + ".");
        }
        if (!room.flags().enabled()) {
            return new Refuse("The chat is switched off.");
        }
        if (room.flags().followersOnly() && !(follows(standing, member))) {
            return new Refuse("Only followers of this stream's owner may write here.");
        }
        if (room.slowModeSeconds() > 0) {
            Duration left =
                    open.takeTurn(member.userId(), Duration.ofSeconds(room.slowModeSeconds()), now);
            if (left.isPositive()) {
                return new Refuse("Slow mode is on: you may write again in " + seconds(left) + ".");
            }
        }
        Duration delay = room.delay(settings.delay());
        return delay.isZero() ? AT_ONCE : new Show(delay);
    }

    /** A member whose id is that of an account is that account, where it does not help them. */
    static Optional<UserId> claimed(String userId) {
        return ACCOUNT.matcher(userId).matches()
                ? Optional.of(new UserId(Long.parseLong(userId)))
                : Optional.empty();
    }

    /** The rules of a chat that somebody is about to enter; read if they are not known yet. */
    OpenRoom enter(StreamId stream) {
        OpenRoom known = rooms.get(stream);
        if (known == null) {
            // Read before the map is locked: another reader only does the same work.
            OpenRoom read = new OpenRoom(read(stream, Optional.empty()), clock.instant());
            OpenRoom first = rooms.putIfAbsent(stream, read);
            known = first == null ? read : first;
        }
        known.use(clock.instant());
        return known;
    }

    /** Reads what somebody is to the owner; they are watched from then on. */
    Standing learn(OpenRoom open, UserId person) {
        Optional<UserId> owner = open.room().owner();
        if (owner.isEmpty() || owner.get().equals(person)) {
            return Standing.NONE;
        }
        Pair pair = new Pair(owner.get(), person);
        Standing standing = repository.standings(List.of(pair)).getOrDefault(pair, Standing.NONE);
        open.standings().put(person, standing);
        return standing;
    }

    /** The chats that are known, and their rules. */
    Map<StreamId, OpenRoom> rooms() {
        return rooms;
    }

    /**
     * What the database says of a chat now.
     *
     * @param before what was known of it; empty: nothing
     */
    Known read(StreamId stream, Optional<Known> before) {
        // First, so that a removal meanwhile is found later again.
        long removal = before.map(Known::lastRemoval).orElseGet(() -> bans.lastRemoval(stream));
        ChatRoom room = repository.find(stream).orElse(ChatRoom.UNKNOWN);
        Map<Ban.Place, Ban> holding =
                bans.of(stream, clock.instant(), MOST_BANS).stream()
                        .collect(Collectors.toMap(Ban::place, Function.identity()));
        return new Known(room, holding, removal);
    }

    private static Standing standing(OpenRoom open, Member member) {
        return member.account()
                .or(() -> claimed(member.userId()))
                .map(open::standing)
                .orElse(Standing.NONE);
    }

    private static boolean follows(Standing standing, Member member) {
        return standing.follows() && member.account().isPresent();
    }

    /** Rounded up: who waits as long as they were told may write. */
    private static String seconds(Duration time) {
        long seconds = Math.max(1, time.plusMillis(999).toSeconds());
        return seconds == 1 ? "1 second" : seconds + " seconds";
    }
}
