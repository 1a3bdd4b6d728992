package io.serai.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.database.HookDatabase;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.testing.TestClock;
import io.serai.testing.TestPostgres;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Everything of this package on a database of its own, with media servers that answer as a test
 * says. Checks do not start by themselves: a test asks for them.
 */
public final class LiveStack {
    public static final MediaServer SRS =
            new MediaServer(
                    "srs",
                    Kind.SRS,
                    Optional.of(URI.create("http://127.0.0.1:1985")),
                    Duration.ofSeconds(30));
    public static final MediaServer NGINX =
            new MediaServer("nginx-rtmp", Kind.NGINX_RTMP, Optional.empty(), Duration.ofSeconds(5));

    final TestClock clock;
    final RecordedEvents events = new RecordedEvents();
    final MeterRegistry metrics = new SimpleMeterRegistry();
    final DataSource general;
    final JdbcClient jdbc;
    final List<String> offAir = new ArrayList<>();
    final AtomicBoolean databaseAway = new AtomicBoolean();
    final Map<String, OnAirReport> answers = new ConcurrentHashMap<>();
    final HookDatabase database;
    final Boots boots;
    final Reconciler reconciler;
    final Listening listening;
    final Viewers viewers;
    private final Checks checks;
    private final EvidenceQueue evidence;
    private final LiveSteps steps;

    /** With servers that can't be asked. */
    public static LiveStack withoutApis() {
        return new LiveStack(List.of(), TestPostgres.freshDatabase(), Journal.NONE, standing());
    }

    /** The same with a journal, which may use the same database and clock. */
    public static LiveStack journaled(DataSource database, Journal journal, TestClock clock) {
        return new LiveStack(List.of(), database, journal, clock);
    }

    static LiveStack asking(MediaServer... servers) {
        return new LiveStack(
                List.of(servers), TestPostgres.freshDatabase(), Journal.NONE, standing());
    }

    static LiveStack asking(Journal journal, MediaServer... servers) {
        return new LiveStack(List.of(servers), TestPostgres.freshDatabase(), journal, standing());
    }

    private static TestClock standing() {
        return new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    }

    private LiveStack(
            List<MediaServer> asked, DataSource general, Journal journal, TestClock clock) {
        this.clock = clock;
        this.listening = new Listening(clock);
        this.general = general;
        this.jdbc = JdbcClient.create(general);
        Findings findings = new Findings(journal, clock);
        HookDatabase real = TestPostgres.hookDatabase(general);
        database = new HookDatabase(real.jdbc(), unlessAway(real.transactions()));
        AirRepository air = new AirRepository(database);
        AirTransactions transactions =
                new AirTransactions(
                        database,
                        air,
                        new ViewerRepository(jdbc),
                        events,
                        List.of((stream, surface, at, batch) -> offAir.add(stream.toString())),
                        clock,
                        metrics);
        boots = new Boots(database, new BootRepository(database), clock);
        List<OnAirSource> sources = asked.stream().map(this::source).toList();
        OnAirSources all = () -> sources;
        reconciler =
                new Reconciler(
                        new SessionRepository(jdbc),
                        transactions,
                        boots,
                        new MediaServers(List.of(SRS, NGINX)),
                        List.of(all),
                        new LiveSettings(Duration.ofSeconds(20), Duration.ofSeconds(45)),
                        listening,
                        new LiveMetrics(metrics),
                        findings,
                        clock,
                        metrics);
        checks = new Checks(reconciler, clock);
        try {
            checks.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        viewers = new Viewers(database, air, new ViewerRepository(jdbc), clock);
        evidence = new EvidenceQueue(transactions, checks, findings);
        steps =
                new LiveSteps(
                        transactions,
                        boots,
                        checks,
                        reconciler,
                        new RoomRound(List.of(), new AudienceRepository(jdbc), viewers, clock),
                        viewers,
                        evidence,
                        new EndBacklog(),
                        new LastKnown(),
                        listening,
                        new SessionsJson(new SessionRepository(jdbc)),
                        new Messages(
                                transactions,
                                new ToldRepository(database),
                                new ViewerRepository(jdbc),
                                events,
                                clock));
    }

    public LiveSteps steps() {
        return steps;
    }

    public TestClock clock() {
        return clock;
    }

    /** A stream with one key; answers its id. */
    public long stream(String kind, String value, boolean manyPublications) {
        long id =
                jdbc.sql(
                                "INSERT INTO streams (surface, title, many_publications)"
                                        + " VALUES ('pixelcast', 'a room', :many) RETURNING id")
                        .param("many", manyPublications)
                        .query(Long.class)
                        .single();
        jdbc.sql("INSERT INTO publish_keys (stream_id, kind, value) VALUES (:id, :kind, :value)")
                .param("id", id)
                .param("kind", kind)
                .param("value", value)
                .update();
        return id;
    }

    /** A stream of a creator who publishes by an ingress of LiveKit; answers its id. */
    public long creatorStream(long owner, String ingress) {
        long id =
                jdbc.sql(
                                "INSERT INTO streams (surface, title, owner_id)"
                                        + " VALUES ('streamit', 'a show', :owner) RETURNING id")
                        .param("owner", owner)
                        .query(Long.class)
                        .single();
        jdbc.sql("INSERT INTO publish_keys (stream_id, kind, value) VALUES (:id, 'ingress', :key)")
                .param("id", id)
                .param("key", ingress)
                .update();
        return id;
    }

    /** Sessions of all streams in their order: {@code client state reason}. */
    public List<String> sessions() {
        return jdbc.sql(
                        "SELECT client || ' ' || state || coalesce(' ' || reason, '')"
                                + " FROM live_sessions ORDER BY id")
                .query(String.class)
                .list();
    }

    public List<String> events() {
        return events.types();
    }

    public List<String> events(long stream) {
        return events.types(stream);
    }

    /** Sessions of one stream in their order: {@code client state reason}. */
    public List<String> sessions(long stream) {
        return jdbc.sql(
                        "SELECT client || ' ' || state || coalesce(' ' || reason, '')"
                                + " FROM live_sessions WHERE stream_id = :stream ORDER BY id")
                .param("stream", stream)
                .query(String.class)
                .list();
    }

    /** How many watch a stream now. */
    public int viewers(long stream) {
        return jdbc.sql("SELECT count(*) FROM live_viewers WHERE stream_id = :stream")
                .param("stream", stream)
                .query(Integer.class)
                .single();
    }

    /** Most viewers at once of a stream's newest session. */
    public int peakViewers(long stream) {
        return jdbc.sql(
                        "SELECT peak_viewers FROM live_sessions"
                                + " WHERE stream_id = :stream ORDER BY id DESC LIMIT 1")
                .param("stream", stream)
                .query(Integer.class)
                .single();
    }

    public List<String> offAir() {
        return offAir;
    }

    /** How many decisions were made; evidence is looked at after its hook was answered. */
    public int decisions() {
        return (int)
                metrics.find("serai.live.decisions").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
    }

    double verdicts(String verdict) {
        return Optional.ofNullable(
                        metrics.find("serai.live.reconciler").tag("verdict", verdict).counter())
                .map(Counter::count)
                .orElse(0.0);
    }

    /** What {@link Checks} would do about these clients now. */
    void check(Fence... fences) {
        reconciler.check(Set.of(fences));
    }

    public void close() throws InterruptedException {
        evidence.close();
    }

    private OnAirSource source(MediaServer server) {
        return new OnAirSource() {
            @Override
            public MediaServer server() {
                return server;
            }

            @Override
            public OnAirReport report() {
                return answers.getOrDefault(server.name(), new OnAirReport.Unknown("not scripted"));
            }
        };
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
}
