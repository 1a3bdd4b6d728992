package io.serai.broadcasts;

import io.serai.audit.Actor;
import io.serai.broadcasts.BroadcastEnding.Reason;
import io.serai.broadcasts.BroadcastEnding.Span;
import io.serai.common.StreamId;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.live.AirRule;
import io.serai.streams.Surface;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * live-service's rule: a broadcast begins with its first publisher and ends with its last one, at
 * once or after {@code BROADCAST_END_GRACE}, and nobody can publish it again. Thread-safe.
 */
@Component
final class BroadcastAir implements AirRule {
    private static final Actor OFF_AIR = Actor.part("off-air");

    private final BroadcastRepository repository;
    private final BroadcastEnding ending;
    private final BroadcastsSettings settings;

    BroadcastAir(HookDatabase database, BroadcastEnding ending, BroadcastsSettings settings) {
        this.repository = new BroadcastRepository(JdbcClient.create(database.jdbc()));
        this.ending = ending;
        this.settings = settings;
    }

    /** Who comes back within the grace goes on with the broadcast that began before. */
    @Override
    public void onAir(StreamId stream, Surface surface, Instant at, SqlBatch batch) {
        if (surface == Surface.LIVE_SERVICE) {
            repository.addStart(stream, at, batch);
        }
    }

    /** An end hook for a broadcast that never began, or has ended, changes nothing. */
    @Override
    public void offAir(StreamId stream, Surface surface, Instant at, SqlBatch batch) {
        if (surface != Surface.LIVE_SERVICE) {
            return;
        }
        if (!settings.endGrace().isZero()) {
            repository.addIdle(stream, at, batch);
            return;
        }
        repository
                .liveSince(stream)
                .ifPresent(
                        began ->
                                ending.add(
                                        stream,
                                        new Span(began, at),
                                        Reason.OFF_AIR,
                                        at,
                                        OFF_AIR,
                                        batch));
    }
}
