package io.serai.media;

import io.serai.common.ControlException.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who is in which room, by what the browsers there say every 20 s. In memory: after a restart they
 * say it again. Thread-safe.
 */
@Component
final class PresenceList {
    /** Between two searches of all rooms for people who have left, when a limit is reached. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final MediaSettings.Presence settings;
    private final Clock clock;
    private final Map<String, Map<String, Instant>> rooms = new HashMap<>();
    private int people;
    private Instant sweptAt = Instant.EPOCH;

    PresenceList(MediaSettings settings, Clock clock) {
        this.settings = settings.presence();
        this.clock = clock;
    }

    /**
     * Somebody is in a room, still or from now on.
     *
     * @throws Unavailable if the room, or the house, is full
     */
    synchronized void join(String room, String identity) {
        Instant now = clock.instant();
        sweep(now, settings.forgottenAfter());
        Map<String, Instant> present = rooms.get(room);
        if (present != null && present.replace(identity, now) != null) {
            return;
        }
        if (isFull(present)) {
            sweep(now, SHORTEST_PAUSE);
            present = rooms.get(room);
            if (isFull(present)) {
                throw new Unavailable("The room is full", settings.forgottenAfter());
            }
        }
        rooms.computeIfAbsent(room, name -> new LinkedHashMap<>()).put(identity, now);
        people++;
    }

    /** Somebody has left. */
    synchronized void leave(String room, String identity) {
        Map<String, Instant> present = rooms.get(room);
        if (present != null && present.remove(identity) != null) {
            people--;
            if (present.isEmpty()) {
                rooms.remove(room);
            }
        }
    }

    /** Who is there, the first to come first. */
    synchronized List<String> in(String room) {
        Instant now = clock.instant();
        Map<String, Instant> present = rooms.getOrDefault(room, Map.of());
        return present.entrySet().stream()
                .filter(one -> !hasGone(one.getValue(), now))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isFull(@Nullable Map<String, Instant> present) {
        return people >= settings.mostPeople()
                || (present == null
                        ? rooms.size() >= settings.mostRooms()
                        : present.size() >= settings.mostPerRoom());
    }

    private void sweep(Instant now, Duration pause) {
        if (now.isBefore(sweptAt.plus(pause))) {
            return;
        }
        sweptAt = now;
        rooms.values().forEach(present -> present.values().removeIf(at -> hasGone(at, now)));
        rooms.values().removeIf(Map::isEmpty);
        people = rooms.values().stream().mapToInt(Map::size).sum();
    }

    private boolean hasGone(Instant lastHeard, Instant now) {
        return !now.isBefore(lastHeard.plus(settings.forgottenAfter()));
    }
}
