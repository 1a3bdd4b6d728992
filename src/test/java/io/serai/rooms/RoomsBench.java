package io.serai.rooms;

import io.serai.audit.Actor;
import io.serai.audit.AuditLog;
import io.serai.audit.AuditRows;
import io.serai.common.PublicAddresses;
import io.serai.common.StreamId;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.common.http.RateLimit;
import io.serai.common.http.RateLimits;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.events.StreamEvent;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import io.serai.testing.EventContract;
import io.serai.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Rooms on a real database, with a clock that a test moves and streams that it puts on air. */
final class RoomsBench implements AutoCloseable {
    final DataSource database = TestPostgres.freshDatabase();
    final HookDatabase hooks = TestPostgres.hookDatabase(database);
    final JdbcTemplate jdbc = new JdbcTemplate(database);
    final List<NewEvent> events = new CopyOnWriteArrayList<>();
    final Set<StreamId> onAir = new HashSet<>();
    final RoomLifecycle rooms;
    final RoomCleanup cleanup;
    final RoomsSteps steps;
    final RoomOffAir offAir;
    final RoomRepository repository;

    /** What happens when the clean-up asks whether a stream is on air. */
    Runnable beforeOnAir = () -> {};

    private final AnnotationConfigApplicationContext catalogue =
            new AnnotationConfigApplicationContext();
    private Instant now = Instant.parse("2026-03-01T12:00:00.123456Z");

    RoomsBench() {
        this(Duration.ZERO, 10_000);
    }

    RoomsBench(Duration grace, int longestList) {
        JdbcClient sql = JdbcClient.create(database);
        catalogue.registerBean(JdbcClient.class, () -> sql);
        catalogue.scan("io.serai.streams");
        catalogue.refresh();
        RoomsSettings settings =
                new RoomsSettings(
                        "http://front.example/",
                        grace,
                        longestList,
                        Duration.ofHours(24),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(20),
                        new RateLimit(60, Duration.ofMinutes(1)),
                        new RateLimit(6, Duration.ofMinutes(1)));
        InstantSource moving = () -> now;
        Clock clock = moving.withZone(ZoneOffset.UTC);
        StreamCatalogue streams = catalogue.getBean(StreamCatalogue.class);
        EventLog log =
                (NewEvent event, SqlBatch batch) -> {
                    EventContract.check(event);
                    events.add(event);
                    batch.add(
                            "INSERT INTO stream_events (stream_id, type, at, detail) VALUES (?, ?,"
                                    + " now(), '{}')",
                            event.stream().value(),
                            event.type());
                };
        repository = new RoomRepository(sql);
        AuditLog audit = AuditRows.log(database, clock);
        RoomDeletion deletion = new RoomDeletion(repository, streams, log, audit);
        TransactionTemplate transactions =
                new TransactionTemplate(new JdbcTransactionManager(database));
        rooms =
                new RoomLifecycle(
                        repository,
                        streams,
                        deletion,
                        log,
                        audit,
                        onAir::contains,
                        transactions,
                        jdbc,
                        settings,
                        clock);
        cleanup =
                new RoomCleanup(
                        repository,
                        new CleanupRepository(sql),
                        new OldRooms(
                                repository,
                                streams,
                                deletion,
                                this::isOnAir,
                                transactions,
                                jdbc,
                                clock),
                        audit,
                        transactions,
                        route -> Optional.empty(),
                        settings,
                        clock);
        steps =
                new RoomsSteps(
                        rooms,
                        cleanup,
                        settings,
                        new PublicAddresses("srs.example", "", 1935, 8080, "", "", "", List.of()),
                        clock,
                        new RateLimits(clock, true));
        offAir = new RoomOffAir(hooks, deletion, settings);
    }

    Room create(RoomType type) {
        return rooms.create(type, Actor.part("bench"));
    }

    private boolean isOnAir(StreamId stream) {
        beforeOnAir.run();
        return onAir.contains(stream);
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** What the state machine does when nobody publishes the stream any more. */
    void goOffAir(StreamId stream) {
        hooks.transactions()
                .executeWithoutResult(
                        tx -> {
                            hooks.jdbc()
                                    .queryForList(
                                            "SELECT id FROM streams WHERE id = ? FOR UPDATE",
                                            stream.value());
                            SqlBatch batch = new SqlBatch();
                            offAir.offAir(stream, Surface.PIXELCAST, now, batch);
                            batch.run(hooks.jdbc());
                        });
    }

    List<String> written() {
        return jdbc.queryForList("SELECT type FROM stream_events ORDER BY id", String.class);
    }

    long count(String table) {
        Long count = jdbc.queryForObject("SELECT count(*) FROM " + table, Long.class);
        return count == null ? 0 : count;
    }

    static HttpCall get(Map<String, String> query) {
        return call(new Form(query, false), "");
    }

    static HttpCall post(String body) {
        return call(Form.EMPTY, body);
    }

    static StreamEvent created(Room room, boolean replayed) {
        return new StreamEvent(
                1, room.stream(), "room.created", room.createdAt(), Map.of(), 1, replayed);
    }

    @Override
    public void close() {
        catalogue.close();
    }

    private static HttpCall call(Form query, String body) {
        return new HttpCall(
                "GET",
                "/api/rooms",
                Map.of(),
                query,
                new Headers(Map.of()),
                new Caller("127.0.0.1", "127.0.0.1", true, false),
                body.getBytes(StandardCharsets.ISO_8859_1),
                false,
                0);
    }
}
