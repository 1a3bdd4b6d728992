package io.serai.live;

import java.time.Instant;
import java.util.Optional;

/**
 * A session on air as the reconciler lists it, without a lock.
 *
 * @param contested whether another publisher waits beside it
 */
record SessionRow(
        Fence fence,
        String path,
        boolean suspect,
        boolean contested,
        Optional<Instant> updatedAt) {}
