package io.serai.live;

import io.serai.common.StreamId;
import java.time.Instant;
import java.util.Optional;

/**
 * A session on air as the reconciler lists it, without a lock.
 *
 * @param contested whether another publisher waits beside it
 */
record SessionRow(
        StreamId stream,
        Fence fence,
        String path,
        boolean suspect,
        boolean contested,
        Optional<Instant> updatedAt) {}
