package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import io.serai.events.PartitionRepository.Partitioned;
import io.serai.testing.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsMaintenanceTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 10);
    private static final Instant NOON = TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC);

    private final DataSource database = TestPostgres.freshDatabase();
    private final EventsNode node = at(NOON);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void makesAPartitionForEachOfTheNextDays() {
        node.maintenance.preparePartitions();
        node.maintenance.preparePartitions();

        assertThat(node.partitions.days(Partitioned.EVENTS))
                .hasSize(9)
                .startsWith(TODAY.minusDays(1))
                .endsWith(TODAY.plusDays(7));
        assertThat(node.partitions.days(Partitioned.FINISHED)).hasSize(9);
        write(1, NOON);
        assertThat(node.count("stream_events_20260310")).isEqualTo(1);
        assertThat(node.count("stream_events_default")).isZero();
    }

    @Test
    void movesWhatFellIntoTheDefaultPartition() {
        write(1, NOON);
        write(1, NOON.plus(Duration.ofDays(20)));
        assertThat(node.count("stream_events_default")).isEqualTo(2);

        node.maintenance.run();

        assertThat(node.count("stream_events_default")).isZero();
        assertThat(node.count("stream_events_20260310")).isEqualTo(1);
        assertThat(node.count("stream_events_20260330")).isEqualTo(1);
        assertThat(node.events.newest(new StreamId(1), Long.MAX_VALUE, 9)).hasSize(2);
        write(2, NOON);
        assertThat(node.count("stream_events_20260310")).isEqualTo(2);
    }

    @Test
    void dropsWhatIsNoLongerKeptWithTheDeliveriesThatWaitForIt() {
        node.subscribe(EventsNode.subscription("probe", "stream.live"));
        node.maintenance.run();
        write(1, NOON);
        write(2, NOON.plus(Duration.ofDays(3)));
        try (EventsNode later = at(NOON.plus(Duration.ofDays(32)))) {
            later.maintenance.run();

            assertThat(later.partitions.days(Partitioned.EVENTS))
                    .startsWith(TODAY.plusDays(2))
                    .contains(TODAY.plusDays(39));
            assertThat(later.count("stream_events")).isEqualTo(1);
            assertThat(later.count("deliveries WHERE stream_id = 2")).isEqualTo(1);
            assertThat(later.count("deliveries")).isEqualTo(1);
            assertThat(later.count("delivery_lanes")).isEqualTo(1);
        }
    }

    @Test
    void removesOnlyLanesInWhichNothingWaits() {
        node.subscribe(EventsNode.subscription("probe", "stream.live"));
        write(1, NOON);
        write(2, NOON);
        node.jdbc.update("DELETE FROM deliveries WHERE stream_id = 2");

        assertThat(node.lanes.removeEmpty()).isEqualTo(1);
        assertThat(node.lanes.claim(Map.of("probe", 9), UUID.randomUUID(), EventsNode.LEASE))
                .containsExactly(new Lane("probe", 1, 0));
    }

    @Test
    void nodesThatDoItTogetherDoNoHarm() {
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                node.maintenance.run();
                                done.countDown();
                            });
        }
        DeliveryWorkerTest.awaitQuietly(done);
        node.maintenance.run();
        assertThat(node.partitions.days(Partitioned.EVENTS)).hasSize(9);
    }

    private EventsNode at(Instant now) {
        return new EventsNode(database, Clock.fixed(now, ZoneOffset.UTC), Duration.ofSeconds(1));
    }

    private void write(long stream, Instant at) {
        node.append(new NewEvent(new StreamId(stream), "stream.live", at, Map.of()));
    }
}
