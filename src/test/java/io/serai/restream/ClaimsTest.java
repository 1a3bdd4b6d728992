package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.testing.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ClaimsTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Node ONE = new Node("one", "installation-1", "here");
    private static final Node TWO = new Node("two", "installation-2", "there");

    private final DataSource database = TestPostgres.freshDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final LeaseRepository leases = new LeaseRepository(JdbcClient.create(database));
    private final List<NewEvent> events = new ArrayList<>();
    private final Destinations destinations =
            new Destinations(
                    new DestinationRepository(JdbcClient.create(database)),
                    new KeyCipher(EncryptionKey.of("KEY", "ab".repeat(32)), Optional.empty()),
                    Clock.systemUTC());
    private final Claims one = claims(ONE, 3, 2);
    private final Claims two = claims(TWO, 3, 2);
    private StreamId stream;

    @BeforeEach
    void nodes() {
        leases.renew(ONE, LEASE);
        leases.renew(TWO, LEASE);
        stream = new StreamId(1);
        jdbc.update(
                "INSERT INTO streams (id, surface, title, owner_id) VALUES (1, 'streamhelper', 'A',"
                        + " 1)");
    }

    @Test
    void oneNodeGetsIt() {
        Order order = order(destination(1), new Wish(1, 1));

        assertThat(claim(one, order)).isPresent();
        assertThat(claim(two, order)).isEmpty();
        assertThat(leases.held(ONE)).containsExactly(order.destination());
        assertThat(leases.held(TWO)).isEmpty();
    }

    @Test
    void oneOfTwoGetsItWhenBothAskAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 20; i++) {
                Order order = order(destination(100 + i), new Wish(1, 1));
                List<Callable<Optional<Order>>> both =
                        List.of(() -> claim(one, order), () -> claim(two, order));
                int got = 0;
                for (Future<Optional<Order>> each : threads.invokeAll(both)) {
                    got += each.get().isPresent() ? 1 : 0;
                }
                assertThat(got).isEqualTo(1);
            }
        }
    }

    @Test
    void anotherNodeTakesItOverWhenTheLeaseHasEnded() {
        Order order = order(destination(1), new Wish(1, 1));
        Order first = claim(one, order).orElseThrow();

        leases.renew(ONE, Duration.ofSeconds(-1));

        Order second = claim(two, order).orElseThrow();
        assertThat(second.claim()).isGreaterThan(first.claim());
        assertThat(leases.held(ONE)).isEmpty();
    }

    @Test
    void aNewStartInTheSameDirectoryNeedNotWaitForTheOldLease() {
        Order order = order(destination(1), new Wish(1, 1));
        claim(one, order).orElseThrow();
        Node again = new Node("one-again", ONE.installation(), "here");

        leases.renew(again, LEASE);
        leases.forgetFormer(again);

        assertThat(claim(claims(again, 3, 2), order)).isPresent();
    }

    @Test
    void whatFailedIsNotTakenAgainUntilItIsWantedForSomethingElse() {
        DestinationId id = destination(1);
        Order held = claim(one, order(id, new Wish(1, 1))).orElseThrow();
        failed(held);

        assertThat(claim(two, order(id, new Wish(1, 1)))).isEmpty();
        assertThat(claim(two, order(id, new Wish(2, 1)))).isPresent();
    }

    @Test
    void aLateWordOfAnEarlierClaimChangesNothing() {
        DestinationId id = destination(1);
        Order former = claim(one, order(id, new Wish(1, 1))).orElseThrow();
        claim(one, order(id, new Wish(2, 1))).orElseThrow();

        failed(former);

        assertThat(jdbc.queryForMap("SELECT node, state FROM restreams"))
                .isEqualTo(Map.of("node", "one", "state", "starting"));
    }

    @Test
    void aNodeThatIsFullSaysSoOnceAndAnotherTakesIt() {
        Order order = order(destination(1), new Wish(1, 1));

        assertThat(one.claim(List.of(order), 3)).isEmpty();
        assertThat(one.claim(List.of(order), 3)).isEmpty();

        assertThat(events).hasSize(1);
        assertThat(events.getFirst().type()).isEqualTo("restream.failed");
        assertThat(events.getFirst().detail()).containsEntry("failure", "limit");
        assertThat(jdbc.queryForObject("SELECT failure_text FROM restreams", String.class))
                .contains("(3)");
        assertThat(claim(two, order)).isPresent();
    }

    @Test
    void takesAllOfAStreamThatFit() {
        List<Order> orders =
                List.of(
                        order(destination(1), new Wish(1, 1)),
                        order(destination(1), new Wish(1, 1)),
                        order(destination(1), new Wish(1, 1)));

        assertThat(one.claim(orders, 0))
                .extracting(Order::destination)
                .containsExactly(orders.get(0).destination(), orders.get(1).destination());
        assertThat(events).hasSize(1);
    }

    @Test
    void anOwnerGetsAsManyAsOneMayHaveOnAllNodes() {
        assertThat(claim(one, order(destination(1), new Wish(1, 1)))).isPresent();
        assertThat(claim(two, order(destination(1), new Wish(1, 1)))).isPresent();

        Order third = order(destination(1), new Wish(1, 1));
        assertThat(claim(two, third)).isEmpty();
        assertThat(claim(two, order(destination(2), new Wish(1, 1)))).isPresent();
        assertThat(
                        jdbc.queryForObject(
                                "SELECT failure_text FROM restreams WHERE failure = 'limit'",
                                String.class))
                .contains("owner");
    }

    private static Optional<Order> claim(Claims claims, Order order) {
        return claims.claim(List.of(order), 0).stream().findFirst();
    }

    private void failed(Order order) {
        Failure refused = new Failure(FailureKind.KEY_REFUSED, "no");
        Actual actual =
                new Actual.Failed(
                        order.wish(), Tries.FIRST.failed(refused), refused, Instant.now());
        SqlBatch batch = new SqlBatch();
        RestreamRepository.addState(ONE, order, Told.of(actual, order.wish(), List.of()), batch);
        RestreamRepository.addLetGo(ONE, order, batch);
        batch.run(jdbc);
    }

    private DestinationId destination(long owner) {
        return destinations
                .create(
                        new NewDestination(
                                stream,
                                owner,
                                "custom",
                                "rtmp://example.org/app",
                                "A target",
                                Optional.empty(),
                                true,
                                new TargetKey("key")))
                .id();
    }

    private Order order(DestinationId id, Wish wish) {
        Destination destination = destinations.find(id).orElseThrow();
        return new Order(
                id,
                destination.stream(),
                destination.owner(),
                destination.platform(),
                wish,
                0,
                Target.parse(destination.url()),
                destination.key(),
                "source",
                List.of());
    }

    private Claims claims(Node node, int processes, int perUser) {
        RestreamSettings.Limits limits =
                new RestreamSettings.Limits(processes, perUser, Duration.ofDays(1), LEASE);
        EventLog log = (event, batch) -> events.add(event);
        return new Claims(
                node,
                leases,
                limits,
                log,
                new RestreamMetrics(new SimpleMeterRegistry(), List.of(), Clock.systemUTC()),
                new TransactionTemplate(new JdbcTransactionManager(database)),
                jdbc,
                Clock.systemUTC());
    }
}
