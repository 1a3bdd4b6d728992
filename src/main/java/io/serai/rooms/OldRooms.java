package io.serai.rooms;

import io.serai.audit.Actor;
import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.rooms.RoomDeletion.Reason;
import io.serai.streams.StreamCatalogue;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes a room that is too old, and no other: whoever asks may be wrong, and what was true when
 * it was found may have changed. Thread-safe.
 */
@Component
final class OldRooms {
    private final RoomRepository repository;
    private final StreamCatalogue catalogue;
    private final RoomDeletion deletion;
    private final OnAir onAir;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final Clock clock;

    OldRooms(
            RoomRepository repository,
            StreamCatalogue catalogue,
            RoomDeletion deletion,
            OnAir onAir,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            Clock clock) {
        this.repository = repository;
        this.catalogue = catalogue;
        this.deletion = deletion;
        this.onAir = onAir;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What became of it. */
    sealed interface Fate {
        record Deleted(Room room) implements Fate {}

        /** It is gone, no room at all, on air, or somebody is just busy with it. */
        record Left() implements Fate {}

        /** It is a room, but not old enough. */
        record LeftYoung() implements Fate {}
    }

    /**
     * Deletes the room of this stream if it was made before the cutoff and is not on air, in a
     * transaction of its own.
     */
    Fate delete(StreamId stream, Instant cutoff, Actor actor) {
        return transactions.execute(tx -> underLock(stream, cutoff, actor));
    }

    private Fate underLock(StreamId stream, Instant cutoff, Actor actor) {
        // Whoever has the lock answers a hook, or cleans up as well.
        Optional<Room> room =
                catalogue.lockUnlessBusy(stream) ? repository.byStream(stream) : Optional.empty();
        if (room.isEmpty()) {
            return new Fate.Left();
        }
        if (!room.get().createdAt().isBefore(cutoff)) {
            return new Fate.LeftYoung();
        }
        if (onAir.onAir(stream)) {
            return new Fate.Left();
        }
        SqlBatch batch = new SqlBatch();
        deletion.add(
                room.get(),
                Reason.TOO_OLD,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                actor,
                batch);
        batch.run(jdbc);
        return new Fate.Deleted(room.get());
    }
}
