package io.serai.rooms;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.rooms.RoomDeletion.Reason;
import io.serai.streams.KeyKind;
import io.serai.streams.NewStream;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The life of rooms, from their creation to the end of their grace. Thread-safe. */
@Component
final class RoomLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RoomLifecycle.class);

    /**
     * Longer keys than ours can stand in a database that was brought along, but not longer than
     * this.
     */
    private static final int LONGEST_KEY = 255;

    private static final int MOST_DELETED_AT_ONCE = 500;

    /** The schedule that deletes what is idle. */
    private static final Actor GRACE = Actor.part("room-grace");

    private final RoomRepository repository;
    private final StreamCatalogue catalogue;
    private final RoomDeletion deletion;
    private final EventLog events;
    private final AuditLog audit;
    private final OnAir onAir;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final RoomsSettings settings;
    private final Clock clock;

    RoomLifecycle(
            RoomRepository repository,
            StreamCatalogue catalogue,
            RoomDeletion deletion,
            EventLog events,
            AuditLog audit,
            OnAir onAir,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            RoomsSettings settings,
            Clock clock) {
        this.repository = repository;
        this.catalogue = catalogue;
        this.deletion = deletion;
        this.events = events;
        this.audit = audit;
        this.onAir = onAir;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    Room create(RoomType type, Actor actor) {
        String key = UUID.randomUUID().toString();
        String name = type.name() + " Room " + key.substring(0, 8);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Room room =
                transactions.execute(
                        tx -> {
                            StreamId stream = catalogue.create(newStream(type, name, key));
                            Room made =
                                    new Room(
                                            UUID.randomUUID(),
                                            name,
                                            new StreamKey(key),
                                            type,
                                            "/room/" + key,
                                            now,
                                            false,
                                            stream);
                            SqlBatch batch = new SqlBatch();
                            repository.addInsertion(made, batch);
                            events.append(created(made), batch);
                            audit.add(created(made, actor), batch);
                            batch.run(jdbc);
                            return made;
                        });
        log.info("room.created room={} stream={} type={}", room.id(), room.stream(), type.text());
        return room;
    }

    /** The newest rooms, as many as the settings allow. */
    List<Room> newest() {
        return repository.newest(settings.longestList());
    }

    /** The room with exactly this key. */
    Optional<Room> byKey(String key) {
        // PostgreSQL's text has no NUL; such a key and one that long can't be a room's.
        return key.isEmpty() || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0
                ? Optional.empty()
                : repository.byKey(key);
    }

    Optional<Room> byStream(StreamId stream) {
        return repository.byStream(stream);
    }

    /** Whether the room still exists. */
    boolean setAnnounced(StreamId stream) {
        return repository.setAnnounced(stream);
    }

    /** Deletes the rooms whose grace is over and that nobody has come back to. */
    void deleteIdle() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = now.minus(settings.unpublishGrace());
        for (StreamId stream : repository.idleStreams(until, MOST_DELETED_AT_ONCE)) {
            transactions.executeWithoutResult(tx -> deleteIfIdle(stream, until, now));
        }
    }

    /** What was read before the lock may have changed, so everything is looked at again. */
    private void deleteIfIdle(StreamId stream, Instant until, Instant now) {
        if (!catalogue.lockUnlessBusy(stream)) {
            return;
        }
        Optional<Room> room = repository.idleByStream(stream, until);
        if (room.isEmpty()) {
            return;
        }
        if (onAir.onAir(stream)) {
            repository.setInUse(stream);
            return;
        }
        SqlBatch batch = new SqlBatch();
        deletion.add(room.get(), Reason.GRACE_OVER, now, GRACE, batch);
        batch.run(jdbc);
    }

    private static NewStream newStream(RoomType type, String name, String key) {
        NewStream.Key byName = new NewStream.Key(KeyKind.NAME, key);
        return new NewStream(
                Surface.PIXELCAST,
                name,
                OptionalLong.empty(),
                type == RoomType.WEBRTC,
                switch (type) {
                    case RTMP -> List.of(byName);
                    // Each publisher has a name of its own; the application is the room's key.
                    case WEBRTC -> List.of(byName, new NewStream.Key(KeyKind.APP, key));
                });
    }

    private static AuditEntry created(Room room, Actor actor) {
        return AuditEntry.of(actor, "room.created", "room", room.id(), "type");
    }

    private static NewEvent created(Room room) {
        return new NewEvent(
                room.stream(),
                "room.created",
                room.createdAt(),
                Map.of(
                        "room", room.id().toString(),
                        "type", room.type().text(),
                        "name", room.name()));
    }
}
