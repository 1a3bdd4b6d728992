package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Compares the viewers that messages told of with those whom the media servers list in their rooms:
 * a message that was lost would otherwise count somebody until the room is empty. One thread.
 */
@Component
final class RoomRound {
    /** Asked for in one round; where there are more, the next round goes on. */
    static final int MOST_ROOMS = 100;

    private static final Logger log = LoggerFactory.getLogger(RoomRound.class);

    private final List<ListedRooms> servers;
    private final AudienceRepository audiences;
    private final Viewers viewers;
    private final Clock clock;
    private String last = "";

    RoomRound(
            List<ListedRooms> servers, AudienceRepository audiences, Viewers viewers, Clock clock) {
        this.servers = servers;
        this.audiences = audiences;
        this.viewers = viewers;
        this.clock = clock;
    }

    /**
     * @throws Unavailable when the database does not answer
     */
    void run() {
        servers.forEach(this::compare);
    }

    private void compare(ListedRooms server) {
        Instant askedAt = now();
        Optional<Set<String>> occupied = server.occupied();
        if (occupied.isEmpty()) {
            return;
        }
        Map<String, Set<Fence>> known = known();
        NavigableSet<String> rooms = new TreeSet<>(known.keySet());
        rooms.addAll(ours(occupied.get()));
        for (String room : turn(rooms)) {
            Instant asked = occupied.get().contains(room) ? now() : askedAt;
            Optional<Set<Fence>> inside =
                    occupied.get().contains(room) ? server.viewers(room) : Optional.of(Set.of());
            if (inside.isEmpty()) {
                return;
            }
            if (!inside.get().equals(known.getOrDefault(room, Set.of()))) {
                viewers.listed(room, inside.get(), asked);
                log.info("viewers.reconciled room={} viewers={}", room, inside.get().size());
            }
            last = room;
        }
    }

    /** Those behind the last one of the round before, and then from the first one on. */
    private List<String> turn(NavigableSet<String> rooms) {
        return Stream.concat(
                        rooms.tailSet(last, false).stream(), rooms.headSet(last, true).stream())
                .limit(MOST_ROOMS)
                .toList();
    }

    private Map<String, Set<Fence>> known() {
        try {
            return audiences.inRooms();
        } catch (DataAccessException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }

    private Set<String> ours(Set<String> occupied) {
        Set<Long> owners =
                occupied.stream()
                        .filter(name -> name.matches("[1-9][0-9]{0,17}"))
                        .map(Long::valueOf)
                        .collect(Collectors.toSet());
        try {
            return audiences.roomsOf(owners);
        } catch (DataAccessException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }

    /** To the precision of what is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
