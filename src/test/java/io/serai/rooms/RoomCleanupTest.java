package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.audit.Actor;
import io.serai.audit.AuditRows;
import io.serai.events.NewEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.dao.DataAccessResourceFailureException;

/** What the clean-up does with the rooms that a query found. */
class RoomCleanupTest {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Actor CALLER =
            new Actor(
                    Actor.Kind.NOBODY,
                    Optional.empty(),
                    Optional.of("192.0.2.7"),
                    "pixelcast",
                    "room-cleanup-manual-post");

    private final RoomsBench bench = new RoomsBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void deletesARoomThatIsOlderThanADayAndNoneThatIsAsOld() {
        Room older = bench.create(RoomType.RTMP);
        bench.pass(Duration.ofNanos(1000));
        Room asOld = bench.create(RoomType.RTMP);
        bench.pass(DAY);

        CleanupRun run = clean(older, asOld);

        assertThat(run.named()).extracting("id").containsExactly(older.id().toString());
        assertThat(bench.rooms.byKey(older.key().value())).isEmpty();
        assertThat(bench.rooms.byKey(asOld.key().value())).isPresent();
        assertThat(bench.count("streams WHERE deleted_at IS NOT NULL")).isOne();
        assertThat(bench.events)
                .extracting(NewEvent::type)
                .containsExactly("room.created", "room.created", "room.deleted");
        assertThat(bench.events.getLast().detail())
                .containsEntry("reason", "too-old")
                .containsEntry("room", older.id().toString())
                .doesNotContainValue(older.key().value());
        assertThat(AuditRows.of(bench.database))
                .endsWith(
                        "serai serai room-cleanup-schedule room.deleted room/" + older.id() + " ");
    }

    @Test
    void looksAgainWhetherARoomIsOnAir() {
        Room room = bench.create(RoomType.WEBRTC);
        bench.pass(DAY.plusSeconds(1));
        bench.onAir.add(room.stream());

        assertThat(clean(room).deleted()).isZero();

        assertThat(bench.rooms.byKey(room.key().value())).isPresent();
    }

    @Test
    void leavesARoomThatAHookIsBusyWithToTheNextRun() throws SQLException {
        Room room = bench.create(RoomType.RTMP);
        bench.pass(DAY.plusSeconds(1));
        try (Connection hook = bench.database.getConnection();
                Statement sql = hook.createStatement()) {
            hook.setAutoCommit(false);
            sql.execute("SELECT id FROM streams FOR UPDATE");

            assertThat(clean(room).deleted()).isZero();

            hook.rollback();
        }
        assertThat(clean(room).deleted()).isOne();
    }

    @Test
    void keepsNothingOfADeletionThatFails() {
        Room room = bench.create(RoomType.RTMP);
        bench.pass(DAY.plusSeconds(1));
        bench.jdbc.execute("ALTER TABLE stream_events ADD CHECK (type <> 'room.deleted')");

        CleanupRun run = clean(room);

        assertThat(run.problem()).contains("1 room could not be deleted; the log says why");
        assertThat(bench.rooms.byKey(room.key().value())).isPresent();
        assertThat(bench.count("publish_keys")).isOne();
        assertThat(AuditRows.of(bench.database))
                .singleElement()
                .asString()
                .contains("room.created");
    }

    @Test
    void stopsAtItsTimeLimitAndSaysSo() {
        Room first = bench.create(RoomType.RTMP);
        Room second = bench.create(RoomType.RTMP);
        bench.pass(DAY.plusSeconds(1));
        CleanupRun run = bench.cleanup.beginFor(CALLER);
        bench.cleanup.delete(run, rows(first));
        bench.pass(Duration.ofSeconds(21));

        bench.cleanup.delete(run, rows(second));

        assertThat(run.goesOn()).isFalse();
        bench.cleanup.end(run);
        CleanupAnswers.CleanedUp answer = CleanupAnswers.CleanedUp.of(run);
        assertThat(answer.complete()).isFalse();
        assertThat(answer.message())
                .isEqualTo("Manual cleanup ran out of time; call it again for the rest");
        assertThat(answer.cleaned()).isOne();
        assertThat(answer.remaining()).isOne();
        assertThat(bench.rooms.byKey(second.key().value())).isPresent();
    }

    @Test
    void hasMoreTimeByTheClockThanForSomebodyWhoWaits() {
        Room room = bench.create(RoomType.RTMP);
        bench.pass(DAY.plusSeconds(1));
        CleanupRun run = bench.cleanup.begin();
        bench.pass(Duration.ofMinutes(9));

        bench.cleanup.delete(run, rows(room));

        assertThat(run.deleted()).isOne();
    }

    @Test
    void stopsWhenSeraiStops() {
        Room room = bench.create(RoomType.RTMP);
        bench.pass(DAY.plusSeconds(1));
        CleanupRun run = bench.cleanup.begin();
        bench.cleanup.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));

        bench.cleanup.delete(run, rows(room));

        assertThat(run.goesOn()).isFalse();
        assertThat(bench.rooms.byKey(room.key().value())).isPresent();
    }

    @Test
    void givesUpWhenTheDatabaseIsAway() {
        Room room = bench.create(RoomType.RTMP);
        bench.pass(DAY.plusSeconds(1));
        CleanupRun run = bench.cleanup.begin();
        bench.beforeOnAir =
                () -> {
                    throw new DataAccessResourceFailureException("away");
                };

        assertThatThrownBy(() -> bench.cleanup.delete(run, rows(room)))
                .isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void showsARunWhileItGivesSignsOfLife() {
        CleanupRun run = bench.cleanup.begin();
        assertThat(bench.cleanup.status().cleanup().running()).isTrue();
        assertThat(bench.cleanup.status().cleanup().lastError()).isNull();

        bench.pass(Duration.ofSeconds(61));
        assertThat(bench.cleanup.status().cleanup().running()).isFalse();
        assertThat(bench.cleanup.status().cleanup().lastError())
                .isEqualTo("It did not come to its end: Serai was stopped meanwhile");

        bench.cleanup.end(run);
        assertThat(bench.cleanup.status().cleanup().lastError()).isNull();
        assertThat(bench.cleanup.status().cleanup().lastSuccess())
                .isEqualTo("2026-03-01T12:01:01.123Z");
    }

    @Test
    void remembersTheLastRunThatDeletedSomethingForAMonth() {
        Room room = bench.create(RoomType.RTMP);
        bench.pass(DAY.plusSeconds(1));
        clean(room);
        for (int days = 0; days < 29; days++) {
            bench.pass(DAY);
            bench.cleanup.end(bench.cleanup.begin());
        }
        assertThat(bench.count("room_cleanups")).isLessThan(4);
        assertThat(bench.cleanup.status().cleanup().lastCleaned().cleanedCount()).isOne();

        bench.pass(DAY.multipliedBy(2));
        bench.cleanup.end(bench.cleanup.begin());
        assertThat(bench.cleanup.status().cleanup().lastCleaned()).isNull();
    }

    @Test
    void showsNoScheduleWhereNoneIsLoaded() {
        CleanupAnswers.Cleanup cleanup = bench.cleanup.status().cleanup();

        assertThat(cleanup.cron()).isNull();
        assertThat(cleanup.intervalMinutes()).isNull();
        assertThat(cleanup.nextRun()).isNull();
    }

    private CleanupRun clean(Room... found) {
        CleanupRun run = bench.cleanup.begin();
        bench.cleanup.delete(run, rows(found));
        bench.cleanup.end(run);
        return run;
    }

    private static List<Map<String, Object>> rows(Room... rooms) {
        return List.of(rooms).stream()
                .map(room -> Map.<String, Object>of("stream_id", room.stream().value()))
                .toList();
    }
}
