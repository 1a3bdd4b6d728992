package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Counts viewers as a set of accepted plays by client id, never by adding and subtracting: SRS
 * tells late that an HLS viewer left, and also tells it of one who was refused. Thread-safe.
 */
@Component
final class Viewers {
    private final HookDatabase database;
    private final AirRepository air;
    private final ViewerRepository repository;
    private final Clock clock;

    Viewers(HookDatabase database, AirRepository air, ViewerRepository repository, Clock clock) {
        this.database = database;
        this.air = air;
        this.repository = repository;
        this.clock = clock;
    }

    /** Whether the stream is known; if so the viewer is in its set. */
    boolean join(MediaEvent.Play play) {
        return change(
                play.fence(),
                play.name(),
                (found, now, batch) -> repository.add(found, play.fence(), now, batch));
    }

    void leave(MediaEvent.Stop stop) {
        change(
                stop.fence(),
                stop.name(),
                (found, now, batch) -> repository.remove(found, stop.fence(), batch));
    }

    /**
     * Makes those in a room whom its media server listed the viewers there; whoever came after it
     * was asked stays.
     */
    void listed(String room, Set<Fence> inside, Instant askedAt) {
        change(
                Ingresses.participant(""),
                new MediaEvent.Name("", room, Optional.empty()),
                (found, now, batch) -> repository.replace(found, inside, askedAt, now, batch));
    }

    void sample() {
        repository.sample(clock.instant());
    }

    private interface Change {
        void addTo(Found found, Instant now, SqlBatch batch);
    }

    private boolean change(Fence viewer, MediaEvent.Name name, Change change) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try {
            return Boolean.TRUE.equals(
                    database.transactions()
                            .execute(
                                    tx -> {
                                        Optional<Found> found =
                                                air.lock(AirQuery.byName(viewer, name), now);
                                        SqlBatch batch = new SqlBatch();
                                        found.ifPresent(f -> change.addTo(f, now, batch));
                                        batch.runAndCommit(database.jdbc());
                                        return found.isPresent();
                                    }));
        } catch (DataAccessException | TransactionException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }
}
