package io.serai.live;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.streams.Surface;
import java.time.Instant;

/**
 * What a surface wants to be true in the same transaction in which a stream comes on air or leaves
 * it. The caller holds the lock of the stream's row.
 */
public interface AirRule {
    /**
     * Somebody publishes a stream that nobody published; adds its statements to the batch. Nobody
     * is told when a publisher takes over.
     *
     * @param at when the publisher came
     */
    default void onAir(StreamId stream, Surface surface, Instant at, SqlBatch batch) {}

    /**
     * The last publication ended, or an end hook came for a stream that nobody publishes; adds its
     * statements to the batch.
     */
    void offAir(StreamId stream, Surface surface, Instant at, SqlBatch batch);
}
