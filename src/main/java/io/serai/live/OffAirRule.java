package io.serai.live;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.streams.Surface;
import java.time.Instant;

/**
 * What a surface wants to be true in the same transaction in which a stream leaves the air: the
 * last publication ended, or an end hook came for a stream that nobody publishes.
 */
public interface OffAirRule {
    /** Adds its statements to the batch. The caller holds the lock of the stream's row. */
    void offAir(StreamId stream, Surface surface, Instant at, SqlBatch batch);
}
