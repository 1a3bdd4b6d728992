package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class SettlementQueueTest {
    private static final int MANY = 200;

    private final EventsNode node = new EventsNode(TestPostgres.freshDatabase());
    private final UUID owner = UUID.randomUUID();

    @BeforeEach
    void subscribe() {
        node.subscribe(EventsNode.subscription("probe", "stream.live", "stream.ended"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void settlesWhatManyThreadsBringInFewTransactions() throws Exception {
        List<Claim> claims = claims(MANY);
        long before = transactions();

        List<Future<?>> settled =
                together(claims.stream().map(Settlement::finished).map(this::settling).toList());

        for (Future<?> each : settled) {
            assertThat(each.get()).isNotNull();
        }
        assertThat(node.count("finished_deliveries")).isEqualTo(MANY);
        assertThat(node.count("deliveries")).isZero();
        assertThat(node.count("delivery_lanes")).isZero();
        assertThat(transactions() - before).isLessThan(MANY / 2);
    }

    @Test
    void tellsEachItsOwnResult() throws Exception {
        List<Claim> claims = claims(4);
        node.append(claims.get(0).lane().streamId(), "stream.ended");
        node.append(claims.get(3).lane().streamId(), "stream.ended");
        Claim lost =
                new Claim(
                        claims.get(1).lane(),
                        UUID.randomUUID(),
                        claims.get(1).deliveryId(),
                        0,
                        claims.get(1).event());

        List<Future<?>> settled =
                together(
                        List.of(
                                settling(
                                        Settlement.finishedAndGoesOn(
                                                claims.get(0), EventsNode.LEASE)),
                                settling(Settlement.finished(lost)),
                                settling(Settlement.parked(claims.get(2), 3, "broken")),
                                settling(
                                        Settlement.waiting(
                                                claims.get(3), 1, "away", Duration.ofHours(1)))));

        assertThat(settled.get(0).get().toString()).contains("stream.ended");
        assertThatThrownBy(settled.get(1)::get).hasCauseInstanceOf(LeaseLost.class);
        assertThat(settled.get(2).get()).isEqualTo(Optional.empty());
        assertThat(settled.get(3).get()).isEqualTo(Optional.empty());
        assertThat(states())
                .containsExactlyInAnyOrder(
                        "1 pending 0", "2 pending 0", "3 parked 3", "4 pending 1", "4 pending 0");
        assertThat(node.lanes.claim(Map.of("probe", 9), UUID.randomUUID(), EventsNode.LEASE))
                .as("leased, leased, closed, waiting")
                .isEmpty();
    }

    @Test
    void whatPostgresRefusesFailsAlone() throws Exception {
        List<Claim> claims = claims(MANY);
        List<Callable<Object>> all = new ArrayList<>();
        all.add(settling(Settlement.parked(claims.getFirst(), 1, "\0 is no text")));
        claims.stream().skip(1).map(Settlement::finished).map(this::settling).forEach(all::add);

        List<Future<?>> settled = together(all);

        assertThatThrownBy(settled.getFirst()::get).hasCauseInstanceOf(DataAccessException.class);
        for (Future<?> each : settled.subList(1, settled.size())) {
            assertThat(each.get()).isNotNull();
        }
        assertThat(node.count("finished_deliveries")).isEqualTo(MANY - 1);
        assertThat(node.count("deliveries")).isEqualTo(1);
    }

    private Callable<Object> settling(Settlement settlement) {
        return () -> node.settlements.settle(settlement);
    }

    private static List<Future<?>> together(List<Callable<Object>> calls) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return new ArrayList<>(threads.invokeAll(calls));
        }
    }

    /** One for each of as many streams. */
    private List<Claim> claims(int streams) {
        for (int stream = 1; stream <= streams; stream++) {
            node.append(stream, "stream.live");
        }
        List<Lane> lanes = node.lanes.claim(Map.of("probe", streams), owner, Duration.ofMinutes(1));
        return node.lanes.firstPending(lanes, owner).stream()
                .sorted((one, other) -> Lane.LOCK_ORDER.compare(one.lane(), other.lane()))
                .toList();
    }

    private List<String> states() {
        return node.jdbc.queryForList(
                "SELECT stream_id || ' ' || state || ' ' || attempts FROM deliveries",
                String.class);
    }

    private long transactions() {
        Long id = node.jdbc.queryForObject("SELECT txid_current()", Long.class);
        return id == null ? 0 : id;
    }
}
