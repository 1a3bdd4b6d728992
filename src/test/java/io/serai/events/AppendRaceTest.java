package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Events that are written at the very moment at which their lane is closed are never forgotten. */
class AppendRaceTest {
    private static final Subscription SUBSCRIPTION =
            EventsNode.subscription("probe", "stream.live");
    private static final int ROUNDS = 300;

    private final DataSource database = TestPostgres.freshDatabase();

    @Test
    void anAppendThatRacesWithTheLastFinishLeavesALane() throws Exception {
        try (EventsNode node = new EventsNode(database)) {
            node.subscribe(SUBSCRIPTION);
            CyclicBarrier together = new CyclicBarrier(2);
            for (int round = 1; round <= ROUNDS; round++) {
                long stream = round;
                node.append(stream, "stream.live");
                UUID owner = UUID.randomUUID();
                List<Lane> lanes = node.lanes.claim(Map.of("probe", 1), owner, EventsNode.LEASE);
                Claim claim = node.lanes.firstPending(lanes, owner).getFirst();
                boolean takeNext = round % 2 == 0;
                Thread finisher =
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            meet(together);
                                            if (takeNext) {
                                                finishAll(node, claim);
                                            } else {
                                                node.settlements.settle(Settlement.finished(claim));
                                            }
                                        });
                meet(together);
                node.append(stream, "stream.live");
                finisher.join();

                UUID next = UUID.randomUUID();
                List<Lane> due = node.lanes.claim(Map.of("probe", 1), next, EventsNode.LEASE);
                long left = node.count("deliveries");
                assertThat(due).as("round %s", round).hasSize((int) left);
                node.lanes.firstPending(due, next).stream()
                        .map(Settlement::finished)
                        .forEach(node.settlements::settle);
                assertThat(node.count("deliveries")).isZero();
                assertThat(node.count("delivery_lanes")).isZero();
            }
        }
    }

    @Test
    void nothingIsForgottenWhileManyWriteAndTwoNodesWork() throws Exception {
        int writers = 4;
        int each = 150;
        AtomicLong handled = new AtomicLong();
        try (EventsNode one = new EventsNode(database).start();
                EventsNode two = new EventsNode(database).start()) {
            one.subscribe(SUBSCRIPTION);
            Reaction.Handler handler =
                    event -> {
                        handled.incrementAndGet();
                        return new Outcome.Succeeded();
                    };
            one.worker.join(EventsNode.reaction(SUBSCRIPTION, handler));
            two.worker.join(EventsNode.reaction(SUBSCRIPTION, handler));
            CountDownLatch done = new CountDownLatch(writers);
            for (int w = 0; w < writers; w++) {
                long stream = w % 2 + 1;
                EventsNode node = w < 2 ? one : two;
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        node.append(stream, "stream.live");
                                    }
                                    done.countDown();
                                });
            }
            DeliveryWorkerTest.awaitQuietly(done);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> one.count("finished_deliveries") == (long) writers * each);
            assertThat(handled).hasValue((long) writers * each);
            assertThat(one.count("delivery_lanes")).isZero();
        }
    }

    private static void finishAll(EventsNode node, Claim claim) {
        Optional<Claim> next = Optional.of(claim);
        while (next.isPresent()) {
            next =
                    node.settlements.settle(
                            Settlement.finishedAndGoesOn(next.get(), EventsNode.LEASE));
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
