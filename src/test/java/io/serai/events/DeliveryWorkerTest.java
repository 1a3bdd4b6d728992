package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.events.EventsNode.Seen;
import io.serai.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryWorkerTest {
    private static final Subscription SUBSCRIPTION =
            EventsNode.subscription("probe", "stream.live", "stream.ended");

    private final javax.sql.DataSource database = TestPostgres.freshDatabase();
    private final EventsNode node = new EventsNode(database);
    private final Seen seen = new Seen();

    DeliveryWorkerTest() {
        node.subscribe(SUBSCRIPTION);
        node.start();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void deliversWhatIsSubscribedToOnce() {
        node.worker.join(EventsNode.reaction(SUBSCRIPTION, seen::succeed));
        node.append(7, "stream.live", Map.of("title", "A\u0000B"));
        node.append(7, "stream.other");
        node.append(7, "stream.ended");

        await().until(() -> node.count("finished_deliveries") == 2);
        assertThat(seen.events)
                .extracting(StreamEvent::type)
                .containsExactly("stream.live", "stream.ended");
        StreamEvent first = seen.events.getFirst();
        assertThat(first.stream()).isEqualTo(new StreamId(7));
        assertThat(first.detail()).isEqualTo(Map.of("title", "A\uFFFDB"));
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(first.replayed()).isFalse();
        assertThat(node.count("deliveries")).isZero();
        assertThat(node.count("delivery_lanes")).isZero();
        assertThat(node.count("stream_events")).isEqualTo(3);
    }

    @Test
    void keepsTheOrderOfEachStream() {
        for (int i = 0; i < 60; i++) {
            node.append(i % 3 + 1, "stream.live", Map.of("n", i / 3));
        }
        node.worker.join(EventsNode.reaction(SUBSCRIPTION, seen::succeed));

        await().until(() -> seen.events.size() == 60);
        List<Integer> order = IntStream.range(0, 20).boxed().toList();
        for (long stream = 1; stream <= 3; stream++) {
            assertThat(seen.details(stream, "n")).isEqualTo(order);
        }
    }

    @Test
    void runsAtMostAsManyStreamsAtOnceAsAllowedAndOneDeliveryOfEach() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<StreamId> streams = ConcurrentHashMap.newKeySet();
        AtomicBoolean overlap = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(4);
        for (int i = 0; i < 40; i++) {
            node.append(i % 8 + 1, "stream.live");
        }
        node.worker.join(
                EventsNode.reaction(
                        SUBSCRIPTION,
                        event -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            overlap.compareAndSet(false, !streams.add(event.stream()));
                            started.countDown();
                            awaitQuietly(started);
                            streams.remove(event.stream());
                            running.decrementAndGet();
                            return seen.succeed(event);
                        }));

        await().until(() -> seen.events.size() == 40);
        assertThat(most).hasValue(4);
        assertThat(overlap).isFalse();
    }

    @Test
    void holdsLaterOnesBackWhileOneWaitsButNotOtherStreams() {
        AtomicInteger failures = new AtomicInteger();
        node.worker.join(
                EventsNode.reaction(
                        SUBSCRIPTION,
                        event ->
                                event.detail().get("n").equals(0)
                                                && event.stream().value() == 1
                                                && failures.getAndIncrement() < 2
                                        ? new Outcome.Failed("not yet")
                                        : seen.succeed(event)));
        node.append(1, "stream.live", Map.of("n", 0));
        node.append(1, "stream.live", Map.of("n", 1));
        node.append(2, "stream.live", Map.of("n", 0));

        await().until(() -> seen.events.size() == 3);
        assertThat(seen.details(1, "n")).containsExactly(0, 1);
        assertThat(seen.events.getFirst().stream()).isEqualTo(new StreamId(2));
        assertThat(seen.events.get(1).attempt()).isEqualTo(3);
    }

    @Test
    void parksAfterTheLastAttemptAndGoesOnBehindIt() {
        node.worker.join(
                EventsNode.reaction(
                        SUBSCRIPTION,
                        event ->
                                event.detail().get("n").equals(0)
                                        ? new Outcome.Failed("broken")
                                        : seen.succeed(event)));
        node.append(1, "stream.live", Map.of("n", 0));
        node.append(1, "stream.live", Map.of("n", 1));

        await().until(() -> node.deliveries.newest("parked", Long.MAX_VALUE, 9).size() == 1);
        await().until(() -> seen.events.size() == 1);
        var parked = node.deliveries.newest("parked", Long.MAX_VALUE, 9).getFirst();
        assertThat(parked.attempts()).isEqualTo(3);
        assertThat(parked.lastError()).contains("broken");
        await().until(() -> node.count("delivery_lanes") == 0);
    }

    @Test
    void replaysAParkedOneOutOfOrderAndSaysSo() {
        AtomicBoolean healed = new AtomicBoolean();
        CountDownLatch release = new CountDownLatch(1);
        node.worker.join(
                EventsNode.reaction(
                        SUBSCRIPTION,
                        event -> {
                            if (event.detail().get("n").equals(0) && !healed.get()) {
                                return new Outcome.GivenUp("never");
                            }
                            if (event.detail().get("n").equals(1)) {
                                awaitQuietly(release);
                            }
                            return seen.succeed(event);
                        }));
        node.append(1, "stream.live", Map.of("n", 0));
        await().until(() -> node.deliveries.newest("parked", Long.MAX_VALUE, 9).size() == 1);
        long id = node.deliveries.newest("parked", Long.MAX_VALUE, 9).getFirst().id();
        node.append(1, "stream.live", Map.of("n", 1));

        healed.set(true);
        assertThat(node.deliveries.replay(id)).isTrue();
        assertThat(node.deliveries.replay(id)).isFalse();
        node.announcements.workAdded();

        await().until(() -> seen.events.size() == 1);
        assertThat(seen.events.getFirst().replayed()).isTrue();
        assertThat(seen.events.getFirst().attempt()).isEqualTo(1);
        release.countDown();
        await().until(() -> node.count("finished_deliveries") == 2);
        assertThat(node.count("delivery_lanes")).isZero();
    }

    @Test
    void waitingBecauseTheTargetSaysSoCountsAsNoAttempt() {
        AtomicInteger calls = new AtomicInteger();
        node.worker.join(
                EventsNode.reaction(
                        SUBSCRIPTION,
                        event ->
                                calls.incrementAndGet() <= 4
                                        ? new Outcome.Postponed("busy", Duration.ofMillis(100))
                                        : seen.succeed(event)));
        node.append(1, "stream.live");

        await().until(() -> seen.events.size() == 1);
        assertThat(seen.events.getFirst().attempt()).isEqualTo(1);
    }

    @Test
    void anotherNodeTakesOverWhenTheLeaseEnds() {
        UUID dead = UUID.randomUUID();
        node.append(1, "stream.live", Map.of("n", 0));
        node.append(1, "stream.live", Map.of("n", 1));
        assertThat(node.lanes.claim(Map.of("probe", 4), dead, Duration.ofMillis(700))).hasSize(1);
        Instant claimed = Instant.now();
        assertThat(node.lanes.claim(Map.of("probe", 4), UUID.randomUUID(), EventsNode.LEASE))
                .isEmpty();

        node.worker.join(EventsNode.reaction(SUBSCRIPTION, seen::succeed));

        await().until(() -> seen.events.size() == 2);
        assertThat(Duration.between(claimed, Instant.now())).isGreaterThan(Duration.ofMillis(600));
        assertThat(seen.details(1, "n")).containsExactly(0, 1);
    }

    @Test
    void whoLostItsLeaseChangesNothing() {
        node.append(1, "stream.live", Map.of("n", 0));
        UUID slow = UUID.randomUUID();
        UUID quick = UUID.randomUUID();
        List<Lane> lanes = node.lanes.claim(Map.of("probe", 1), slow, Duration.ZERO);
        Claim late = node.lanes.firstPending(lanes, slow).getFirst();
        node.lanes.claim(Map.of("probe", 1), quick, EventsNode.LEASE);
        Claim held = node.lanes.firstPending(lanes, quick).getFirst();

        assertThatThrownBy(() -> node.settlements.settle(Settlement.finished(late)))
                .isInstanceOf(LeaseLost.class);
        assertThatThrownBy(() -> node.settlements.settle(Settlement.parked(late, 1, "x")))
                .isInstanceOf(LeaseLost.class);
        assertThat(
                        node.lanes.renew(
                                List.of(new LaneRepository.Lease(late.lane(), slow)),
                                EventsNode.LEASE))
                .isEmpty();
        assertThat(node.count("deliveries")).isEqualTo(1);

        node.settlements.settle(Settlement.finished(held));
        assertThat(node.count("finished_deliveries")).isEqualTo(1);
        assertThat(node.count("delivery_lanes")).isZero();
    }

    @Test
    void renewsTheLeaseOfALongReaction() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger starts = new AtomicInteger();
        Reaction.Handler handler =
                event -> {
                    starts.incrementAndGet();
                    awaitQuietly(release);
                    return seen.succeed(event);
                };
        try (EventsNode other = new EventsNode(database).start()) {
            node.worker.join(EventsNode.reaction(SUBSCRIPTION, handler));
            node.append(1, "stream.live");
            await().until(() -> starts.get() == 1);
            other.worker.join(EventsNode.reaction(SUBSCRIPTION, handler));
            await().during(EventsNode.LEASE.multipliedBy(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> starts.get() == 1);
            release.countDown();
            await().until(() -> node.count("finished_deliveries") == 1);
        }
        assertThat(starts).hasValue(1);
    }

    @Test
    void givesBackWhatStillRunsAtTheStop() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        EventsNode stopping = new EventsNode(database).start();
        stopping.worker.join(
                EventsNode.reaction(
                        SUBSCRIPTION,
                        event -> {
                            started.countDown();
                            awaitQuietly(release);
                            return new Outcome.Succeeded();
                        }));
        stopping.append(1, "stream.live");
        awaitQuietly(started);
        node.worker.join(EventsNode.reaction(SUBSCRIPTION, seen::succeed));
        long begin = System.nanoTime();
        stopping.close();

        await().until(() -> seen.events.size() == 1);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(EventsNode.LEASE);
        release.countDown();
    }

    @Test
    void whatItsHandlerThrowsIsAFailure() {
        node.worker.join(
                EventsNode.reaction(
                        SUBSCRIPTION,
                        event -> {
                            throw new IllegalStateException(
                                    "x", new GiveUp("no use\nhttps://a.example/secret?token=1"));
                        }));
        node.append(1, "stream.live");

        await().until(() -> node.deliveries.newest("parked", Long.MAX_VALUE, 9).size() == 1);
        assertThat(node.deliveries.newest("parked", Long.MAX_VALUE, 9).getFirst().lastError())
                .contains("no use https://a.example/...");
    }

    @Test
    void writesNoEventOutsideATransaction() {
        NewEvent event = new NewEvent(new StreamId(1), "stream.live", Instant.now(), Map.of());
        assertThatThrownBy(() -> node.log.append(event, new SqlBatch()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void discardsADeliveryWhoseEventIsGone() {
        node.append(1, "stream.live");
        node.jdbc.update("DELETE FROM stream_events");
        node.append(1, "stream.ended");
        node.worker.join(EventsNode.reaction(SUBSCRIPTION, seen::succeed));

        await().until(() -> seen.events.size() == 1);
        await().until(() -> node.count("deliveries") == 0);
        assertThat(seen.events.getFirst().type()).isEqualTo("stream.ended");
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(10, java.util.concurrent.TimeUnit.SECONDS)) {
                throw new IllegalStateException("waited too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
