package io.serai.live;

import java.util.Optional;
import java.util.Set;

/**
 * A media server that lists who is in its rooms. Waits for its answers, 5 s at most each; what it
 * does not say is empty, and nothing may be concluded from that. Never throws. Thread-safe.
 */
public interface ListedRooms {
    /** The rooms with somebody inside, by the ids of their owners. */
    Optional<Set<String>> occupied();

    /** Who watches in a room: everybody inside but its owner, whose publisher that is. */
    Optional<Set<Fence>> viewers(String room);
}
