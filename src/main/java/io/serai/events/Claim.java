package io.serai.events;

import io.serai.common.StreamId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A delivery that this node holds by a lease on its lane.
 *
 * @param owner the lease's mark; whoever no longer finds it in the lane has lost the lease
 * @param attempts the failed ones before this
 * @param event empty when it is older than events are kept
 */
record Claim(Lane lane, UUID owner, long deliveryId, int attempts, Optional<Event> event) {
    record Event(long id, String type, Instant at, Map<String, Object> detail) {}

    Optional<StreamEvent> toDeliver() {
        return event.map(
                e ->
                        new StreamEvent(
                                e.id(),
                                new StreamId(lane.streamId()),
                                e.type(),
                                e.at(),
                                e.detail(),
                                attempts + 1,
                                lane.replay() != 0));
    }
}
