package io.serai.broadcasts;

import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.common.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A broadcast as it stands now.
 *
 * @param username of the owner, as others are shown it
 * @param startedAt when the first publisher came
 */
record Broadcast(
        StreamId id,
        UserId owner,
        String username,
        String title,
        Optional<String> description,
        StreamKey key,
        Status status,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Instant createdAt) {
    /** What clients know of its life; {@code ENDED} is final. */
    enum Status {
        IDLE,
        LIVE,
        ENDED
    }
}
