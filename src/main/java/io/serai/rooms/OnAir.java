package io.serai.rooms;

import io.serai.common.StreamId;

/** Tells whether anybody publishes a stream. Thread-safe. */
interface OnAir {
    /**
     * The answer holds until the end of the caller's transaction: the caller has locked the
     * stream's row.
     */
    boolean onAir(StreamId stream);
}
