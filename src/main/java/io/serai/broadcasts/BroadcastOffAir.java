package io.serai.broadcasts;

import io.serai.common.StreamId;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.live.OffAirRule;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * live-service's rule: a broadcast that has begun ends with its last publisher, at once or after
 * {@code BROADCAST_END_GRACE}, and nobody can publish it again. Thread-safe.
 */
@Component
final class BroadcastOffAir implements OffAirRule {
    private final BroadcastRepository repository;
    private final StreamCatalogue catalogue;
    private final BroadcastsSettings settings;

    BroadcastOffAir(HookDatabase database, StreamCatalogue catalogue, BroadcastsSettings settings) {
        this.repository = new BroadcastRepository(JdbcClient.create(database.jdbc()));
        this.catalogue = catalogue;
        this.settings = settings;
    }

    /** An end hook for a broadcast that never began changes nothing. */
    @Override
    public void offAir(StreamId stream, Surface surface, Instant at, SqlBatch batch) {
        if (surface != Surface.LIVE_SERVICE) {
            return;
        }
        repository
                .firstStart(stream)
                .ifPresent(
                        started -> {
                            if (settings.endGrace().isZero()) {
                                repository.addEnd(stream, started, at, batch);
                                catalogue.retire(stream, batch);
                            } else {
                                repository.addIdle(stream, started, at, batch);
                            }
                        });
    }
}
