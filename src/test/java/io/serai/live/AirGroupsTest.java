package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.database.HookDatabase;
import io.serai.live.AirTransactions.Decided;
import io.serai.live.Decision.Note;
import io.serai.live.MediaEvent.End;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.Publish;
import io.serai.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What comes while a decision is under way is decided in one transaction. */
class AirGroupsTest {
    private static final int STREAMS = 6;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final RecordedEvents events = new RecordedEvents();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private DataSource general;
    private JdbcClient jdbc;
    private AirTransactions transactions;

    @BeforeEach
    void openDatabase() {
        general = TestPostgres.freshDatabase();
        jdbc = JdbcClient.create(general);
        HookDatabase database = TestPostgres.hookDatabase(general);
        for (int stream = 0; stream <= STREAMS; stream++) {
            jdbc.sql("INSERT INTO streams (surface, title) VALUES ('pixelcast', 'a room')")
                    .update();
            jdbc.sql(
                            "INSERT INTO publish_keys (stream_id, kind, value) SELECT max(id),"
                                    + " 'name', ? FROM streams")
                    .param(key(stream))
                    .update();
        }
        transactions =
                new AirTransactions(
                        database,
                        new AirRepository(database),
                        new ViewerRepository(jdbc),
                        events,
                        List.of(),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry(),
                        LONG);
    }

    @AfterEach
    void goOn() {
        goOn.countDown();
    }

    @Test
    void publishersOfManyStreamsAndOneOfNoneShareATransaction() throws Exception {
        FutureTask<Optional<Decided>> first = begin();
        List<FutureTask<Optional<Decided>>> others = new ArrayList<>();
        for (int stream = STREAMS; stream > 0; stream--) {
            others.add(queued(publishing(stream, "a")));
        }
        FutureTask<Optional<Decided>> unknown = queued(publishing(99, "a"));

        goOn.countDown();

        assertThat(note(first)).isEqualTo(Note.OPENED);
        for (FutureTask<Optional<Decided>> other : others) {
            assertThat(note(other)).isEqualTo(Note.OPENED);
        }
        assertThat(unknown.get()).isEmpty();
        assertThat(sessions()).hasSize(STREAMS + 1).allMatch(s -> s.endsWith("a open"));
        assertThat(transactionsThatWrote()).isEqualTo(2);
        assertThat(events.types()).hasSize(STREAMS + 1).containsOnly("stream.live");
    }

    @Test
    void endsAndPublishersAreDecidedTogether() throws Exception {
        publishing(1, "a").call();
        publishing(2, "a").call();
        begin();
        List<FutureTask<Optional<Decided>>> together =
                List.of(
                        queued(ending(2, "a")),
                        queued(publishing(3, "a")),
                        queued(ending(1, "a")),
                        queued(ending(4, "nobody")));

        goOn.countDown();

        assertThat(note(together.get(0))).isEqualTo(Note.ENDED);
        assertThat(note(together.get(1))).isEqualTo(Note.OPENED);
        assertThat(note(together.get(2))).isEqualTo(Note.ENDED);
        assertThat(note(together.get(3))).isEqualTo(Note.NOT_ON_AIR);
        assertThat(sessions())
                .containsExactlyInAnyOrder(
                        "key0 a open", "key1 a ended", "key2 a ended", "key3 a open");
    }

    @Test
    void twoPublishersOfOneStreamAreDecidedOneAfterTheOther() throws Exception {
        begin();
        List<FutureTask<Optional<Decided>>> both =
                List.of(
                        queued(publishing(1, "a")),
                        queued(publishing(1, "b")),
                        queued(publishing(2, "a")));

        goOn.countDown();

        assertThat(List.of(note(both.get(0)), note(both.get(1))))
                .containsExactlyInAnyOrder(Note.OPENED, Note.CONTENDS);
        assertThat(note(both.get(2))).isEqualTo(Note.OPENED);
        assertThat(sessions().stream().filter(s -> s.startsWith("key1") && s.endsWith("open")))
                .hasSize(1);
    }

    @Test
    void aStreamThatSomebodyHoldsDelaysOnlyItsOwnPublisher() throws Exception {
        begin();
        FutureTask<Optional<Decided>> held = queued(publishing(1, "a"));
        FutureTask<Optional<Decided>> free = queued(publishing(2, "a"));
        try (Connection holder = hold(1)) {
            goOn.countDown();

            assertThat(note(free)).isEqualTo(Note.OPENED);
            assertThat(publishing(3, "a").call().orElseThrow().decision().note())
                    .isEqualTo(Note.OPENED);
            assertThat(held).isNotDone();
            holder.rollback();
        }
        assertThat(note(held)).isEqualTo(Note.OPENED);
    }

    @Test
    void aRuleThatFailsFailsItsOwnMessageOnly() throws Exception {
        begin();
        FutureTask<Optional<Decided>> broken =
                queued(
                        () ->
                                transactions.run(
                                        AirQuery.byName(fence("a"), name(1)),
                                        (air, token, at) -> {
                                            throw new IllegalArgumentException("a defect");
                                        }));
        FutureTask<Optional<Decided>> other = queued(publishing(2, "a"));

        goOn.countDown();

        assertThat(note(other)).isEqualTo(Note.OPENED);
        assertThatThrownBy(broken::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("a defect");
        assertThat(sessions()).containsExactlyInAnyOrder("key0 a open", "key2 a open");
    }

    @Test
    void everyPublisherOfManyThreadsIsDecidedOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<FutureTask<Optional<Decided>>> results = new ArrayList<>();
        for (int round = 0; round < 40; round++) {
            for (int stream = 0; stream <= STREAMS; stream++) {
                FutureTask<Optional<Decided>> result =
                        new FutureTask<>(publishing(stream, "r" + round));
                results.add(result);
                threads.add(Thread.ofVirtual().start(result));
            }
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
        for (FutureTask<Optional<Decided>> result : results) {
            assertThat(note(result)).isIn(Note.OPENED, Note.CONTENDS, Note.REFUSED);
        }
        assertThat(sessions().stream().filter(s -> s.endsWith("open"))).hasSize(STREAMS + 1);
        assertThat(events.types()).hasSize(STREAMS + 1).containsOnly("stream.live");
    }

    /** A publisher of the first stream, whose decision waits until it may go on. */
    private FutureTask<Optional<Decided>> begin() throws Exception {
        FutureTask<Optional<Decided>> first =
                new FutureTask<>(
                        () ->
                                transactions.run(
                                        AirQuery.byName(fence("a"), name(0)),
                                        (air, token, at) -> {
                                            begun.countDown();
                                            awaitGo();
                                            return Rules.publish(air, hook(0, "a"), at);
                                        }));
        Thread.ofVirtual().start(first);
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    private void awaitGo() {
        try {
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits behind the decision that is under way. */
    private FutureTask<Optional<Decided>> queued(Callable<Optional<Decided>> message) {
        FutureTask<Optional<Decided>> result = new FutureTask<>(message);
        Thread thread = Thread.ofVirtual().start(result);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return result;
    }

    private Callable<Optional<Decided>> publishing(int stream, String client) {
        return () ->
                transactions.run(
                        AirQuery.byName(fence(client), name(stream)),
                        (air, token, at) -> Rules.publish(air, hook(stream, client), at));
    }

    private Callable<Optional<Decided>> ending(int stream, String client) {
        End end = new End(fence(client), Optional.of(name(stream)), EndKind.UNPUBLISH);
        return () ->
                transactions.run(
                        AirQuery.byName(end.fence(), name(stream)),
                        (air, token, at) -> Rules.end(air, end, at));
    }

    private Connection hold(int stream) throws Exception {
        Connection connection = general.getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement lock =
                connection.prepareStatement(
                        "SELECT stream_id FROM publish_keys k JOIN streams s ON s.id = k.stream_id"
                                + " WHERE k.value = ? FOR UPDATE OF s")) {
            lock.setString(1, key(stream));
            lock.executeQuery();
        }
        return connection;
    }

    /** Of all streams: {@code key client state}. */
    private List<String> sessions() {
        return jdbc.sql(
                        "SELECT k.value || ' ' || l.client || ' ' || l.state FROM live_sessions l"
                                + " JOIN publish_keys k USING (stream_id)")
                .query(String.class)
                .list();
    }

    private int transactionsThatWrote() {
        return jdbc.sql("SELECT count(DISTINCT xmin::text) FROM live_sessions")
                .query(Integer.class)
                .single();
    }

    private static Note note(FutureTask<Optional<Decided>> decided) throws Exception {
        return decided.get(20, TimeUnit.SECONDS).orElseThrow().decision().note();
    }

    private static String key(int stream) {
        return "key" + stream;
    }

    private static Name name(int stream) {
        return new Name("live", key(stream), Optional.empty());
    }

    private static Fence fence(String client) {
        return new Fence("srs:one", "boot", client);
    }

    private static Publish hook(int stream, String client) {
        return new Publish(
                fence(client),
                "/live/" + key(stream),
                name(stream),
                Protocol.RTMP,
                Optional.of("object"),
                "",
                false);
    }
}
