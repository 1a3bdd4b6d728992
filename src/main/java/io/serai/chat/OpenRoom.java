package io.serai.chat;

import io.serai.chat.Ban.Kind;
import io.serai.chat.Ban.Target;
import io.serai.chat.Ban.Whom;
import io.serai.chat.ChatRoomRepository.Standing;
import io.serai.common.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What this node knows of one chat. Thread-safe; who reads it never waits. */
final class OpenRoom {
    /** Past so many people in slow mode, those who may write again are forgotten. */
    private static final int MOST_WRITERS = 10_000;

    private final ConcurrentHashMap<UserId, Standing> standings = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Instant> written = new ConcurrentHashMap<>();
    private volatile Known known;
    private volatile Instant used;

    OpenRoom(Known known, Instant now) {
        this.known = known;
        this.used = now;
    }

    /**
     * What was read at one time.
     *
     * @param lastRemoval up to which messages were taken out
     */
    record Known(ChatRoom room, Map<Ban.Place, Ban> bans, long lastRemoval) {
        Known {
            bans = Map.copyOf(bans);
        }

        /** Why somebody may not do this, if so. */
        Optional<Ban> ban(Kind kind, Member member, Instant now) {
            return ban(kind, new Whom(Target.USER, member.userId()), now)
                    .or(() -> ban(kind, new Whom(Target.ADDRESS, member.addressHash()), now));
        }

        private Optional<Ban> ban(Kind kind, Whom whom, Instant now) {
            return bans.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(bans.get(new Ban.Place(kind, whom)))
                            .filter(ban -> ban.holds(now));
        }
    }

    Known known() {
        return known;
    }

    void learn(Known now) {
        known = now;
    }

    ChatRoom room() {
        return known.room();
    }

    Standing standing(UserId person) {
        return standings.getOrDefault(person, Standing.NONE);
    }

    /** Whose standing is known. */
    Map<UserId, Standing> standings() {
        return standings;
    }

    boolean isOwner(UserId person) {
        return room().owner().filter(person::equals).isPresent();
    }

    void use(Instant now) {
        used = now;
    }

    boolean unusedSince(Instant time) {
        return used.isBefore(time);
    }

    /**
     * Writes down that somebody writes, or tells how long they have to wait until they may.
     *
     * @return zero or less: they may
     */
    Duration takeTurn(String who, Duration apart, Instant now) {
        if (written.size() > MOST_WRITERS) {
            written.values().removeIf(last -> !now.isBefore(last.plus(apart)));
        }
        Instant last = written.get(who);
        Duration left = last == null ? Duration.ZERO : Duration.between(now, last.plus(apart));
        if (!left.isPositive()) {
            written.put(who, now);
        }
        return left;
    }
}
