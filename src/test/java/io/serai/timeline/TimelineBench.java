package io.serai.timeline;

import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.live.Fence;
import io.serai.live.Grounds;
import io.serai.live.Journal;
import io.serai.live.JournalNote;
import io.serai.live.JournalNote.Ruling;
import io.serai.live.JournalNote.Sender;
import io.serai.live.MediaEvent.Name;
import io.serai.testing.TestClock;
import io.serai.testing.TestPostgres;
import io.serai.timeline.JournalWriter.Drops.Gap;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Everything of this package on a database of its own, with a clock that stands still. */
final class TimelineBench {
    static final TimelineSettings SETTINGS =
            new TimelineSettings(Duration.ofDays(7), 5000, Duration.ofMinutes(10), 60, 500);

    final TestClock clock;
    final AtomicBoolean databaseAway = new AtomicBoolean();
    final DataSource database = TestPostgres.freshDatabase();
    final JdbcClient jdbc = JdbcClient.create(database);
    final NameDigests digests = new NameDigests("a secret of this test");
    final JournalRepository journal;
    final JournalPen pen;
    final TimelineSteps steps;

    TimelineBench() {
        this(new TestClock(Instant.parse("2026-03-01T12:00:00Z")), SETTINGS);
    }

    TimelineBench(TestClock clock, TimelineSettings settings) {
        this.clock = clock;
        journal =
                new JournalRepository(
                        new JdbcTemplate(database),
                        unlessAway(new TransactionTemplate(new JdbcTransactionManager(database))));
        pen = new JournalPen(journal, digests, settings, clock);
        TimelineReader reader =
                new TimelineReader(
                        new HistoryRepository(jdbc),
                        new NoteRepository(jdbc),
                        digests,
                        settings,
                        clock);
        steps = new TimelineSteps(reader, journal, settings, clock);
    }

    /** Writes each note before the next one is made; hooks take no time by this clock. */
    Journal atOnce(Clock time) {
        return note -> write(instantly(note.get(), time.instant()));
    }

    private static JournalNote instantly(JournalNote note, Instant now) {
        return note instanceof JournalNote.Hook hook
                ? new JournalNote.Hook(
                        now,
                        Duration.ZERO,
                        hook.what(),
                        hook.caller(),
                        hook.sender(),
                        hook.ruling())
                : note;
    }

    void write(JournalNote... notes) {
        pen.write(List.of(notes), Gap.NONE);
    }

    long stream(String kind, String key) {
        long id =
                jdbc.sql(
                                "INSERT INTO streams (surface, title, created_at)"
                                        + " VALUES ('pixelcast', 'a room', :at) RETURNING id")
                        .param("at", NoteRepository.utc(clock.instant()))
                        .query(Long.class)
                        .single();
        jdbc.sql("INSERT INTO publish_keys (stream_id, kind, value) VALUES (:id, :kind, :value)")
                .param("id", id)
                .param("kind", kind)
                .param("value", key)
                .update();
        return id;
    }

    /** A publish hook that was refused as nobody knows the name. */
    JournalNote unknown(String name, String address) {
        return hook(name, address, new Ruling(false, "unknown_stream", "Stream not found", none()));
    }

    JournalNote hook(String name, String address, Ruling ruling) {
        return new JournalNote.Hook(
                clock.instant(),
                Duration.ofMillis(3),
                "publish",
                "127.0.0.1",
                new Sender(
                        "srs",
                        new Fence("srs:one", "boot1", "c1"),
                        address,
                        "rtmp",
                        Optional.of(new Name("live", name, Optional.empty()))),
                ruling);
    }

    static Grounds none() {
        return Grounds.NONE;
    }

    String text(String id) {
        return text(id, "");
    }

    String text(String id, String query) {
        Answer answer = steps.show(call(id, "format=text&limit=500&" + query));
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    String json(String id, String query) {
        return new String(steps.show(call(id, query)).body(), StandardCharsets.UTF_8);
    }

    private TransactionOperations unlessAway(TransactionOperations real) {
        return new TransactionOperations() {
            @Override
            public <T> T execute(TransactionCallback<T> action) throws TransactionException {
                if (databaseAway.get()) {
                    throw new DataAccessResourceFailureException("away");
                }
                return real.execute(action);
            }
        };
    }

    int rows() {
        return jdbc.sql("SELECT count(*) FROM timeline_entries").query(Integer.class).single();
    }

    static HttpCall call(String id, String query) {
        return new HttpCall(
                "GET",
                "/api/admin/streams/-/timeline",
                Map.of("id", id),
                Form.parse(query),
                new Headers(Map.of()),
                new Caller("127.0.0.1", "127.0.0.1", true, false),
                new byte[0],
                false,
                System.nanoTime());
    }
}
