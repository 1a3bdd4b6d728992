package io.serai.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.live.JournalNote;
import io.serai.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notes are written behind whoever makes them, whatever the database does. */
class JournalWriterTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TimelineSettings THREE_WAIT =
            new TimelineSettings(Duration.ofDays(7), 3, Duration.ofMinutes(10), 60, 500);

    private final TimelineBench bench =
            new TimelineBench(new TestClock(Instant.parse("2026-03-01T12:00:00Z")), THREE_WAIT);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final JournalWriter writer =
            new JournalWriter(bench.pen, THREE_WAIT, bench.clock, metrics);

    @AfterEach
    void stop() {
        bench.databaseAway.set(false);
        writer.stop();
    }

    @Test
    void aFullQueueForgetsItsOldestNotesAndTheTimelineSaysSo() {
        for (int number = 1; number <= 10; number++) {
            add("name" + number);
        }

        writer.start();

        await().atMost(SOON).until(() -> bench.rows() == 4);
        assertThat(bench.text("name10"))
                .contains("no stream has this name", "7 notes of all streams are missing");
        assertThat(bench.text("name8")).contains("no stream has this name");
        assertThat(names()).containsExactly("name10", "name8", "name9");
        assertThat(metrics.get("serai.timeline.dropped").counter().count()).isEqualTo(7);
    }

    @Test
    void anOutageKeepsWhatFitsAndHeals() {
        bench.databaseAway.set(true);
        writer.start();
        add("first");
        await().atMost(SOON).until(() -> waiting() == 0);

        for (int number = 1; number <= 5; number++) {
            add("name" + number);
        }
        assertThat(bench.rows()).isZero();
        bench.databaseAway.set(false);

        await().atMost(SOON).until(() -> bench.rows() == 5);
        assertThat(names()).containsExactly("first", "name3", "name4", "name5");
        assertThat(bench.text("first")).contains("2 notes of all streams are missing");
    }

    @Test
    void theStopWritesWhatWaits() {
        writer.start();
        add("name1");
        add("name2");

        writer.stop();

        assertThat(names()).containsExactly("name1", "name2");
    }

    @Test
    void theStopDoesNotWaitForADatabaseThatIsAway() {
        bench.databaseAway.set(true);
        writer.start();
        add("name1");

        writer.stop();

        await().atMost(SOON).until(() -> !writer.isRunning());
        assertThat(bench.rows()).isZero();
    }

    @Test
    void aNoteThatCannotBeMadeCostsOnlyItself() {
        writer.start();
        writer.add(
                () -> {
                    throw new IllegalStateException("a fault of ours");
                });
        add("name1");

        await().atMost(SOON).until(() -> bench.rows() == 1);
        assertThat(names()).containsExactly("name1");
    }

    private void add(String name) {
        JournalNote note = bench.unknown(name, "192.0.2.4");
        writer.add(() -> note);
    }

    private double waiting() {
        return metrics.get("serai.timeline.waiting").gauge().value();
    }

    /** Those of the candidates that were written. */
    private List<String> names() {
        return List.of(
                        "first", "name1", "name10", "name2", "name3", "name4", "name5", "name6",
                        "name7", "name8", "name9")
                .stream()
                .filter(
                        name ->
                                bench.jdbc
                                        .sql(
                                                "SELECT EXISTS (SELECT 1 FROM timeline_entries"
                                                        + " WHERE name_digest = :name)")
                                        .param("name", bench.digests.of(name))
                                        .query(Boolean.class)
                                        .single())
                .toList();
    }
}
