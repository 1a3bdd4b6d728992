package io.serai.rooms;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.RouteSchedule;
import io.serai.common.RouteSchedules;
import io.serai.common.StreamId;
import io.serai.common.http.Json;
import io.serai.rooms.CleanupAnswers.AgedRoom;
import io.serai.rooms.CleanupAnswers.Cleanup;
import io.serai.rooms.CleanupAnswers.CleanupStatus;
import io.serai.rooms.CleanupAnswers.LastCleaned;
import io.serai.rooms.CleanupRepository.Past;
import io.serai.rooms.OldRooms.Fate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Deletes rooms that are too old. A route finds them, some at a time, by a query that an operator
 * may change; here is decided whether each may go. Runs may overlap, on this node and on others.
 * Thread-safe.
 */
@Component
final class RoomCleanup implements ApplicationListener<ContextClosedEvent> {
    /** Where the query and the schedule stand. */
    static final String FILE = "routes/schedules/room-cleanup.camel.yaml";

    static final int MOST_AT_ONCE = 100;

    private static final Logger log = LoggerFactory.getLogger(RoomCleanup.class);
    private static final String SCHEDULE = "room-cleanup-schedule";
    private static final Actor BY_THE_CLOCK = Actor.part(SCHEDULE);

    /** A run gives a sign of life after each batch. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final RoomRepository rooms;
    private final CleanupRepository runs;
    private final OldRooms old;
    private final AuditLog audit;
    private final TransactionOperations transactions;
    private final RouteSchedules schedules;
    private final RoomsSettings settings;
    private final Clock clock;

    private volatile boolean stopping;

    RoomCleanup(
            RoomRepository rooms,
            CleanupRepository runs,
            OldRooms old,
            AuditLog audit,
            TransactionOperations transactions,
            RouteSchedules schedules,
            RoomsSettings settings,
            Clock clock) {
        this.rooms = rooms;
        this.runs = runs;
        this.old = old;
        this.audit = audit;
        this.transactions = transactions;
        this.schedules = schedules;
        this.settings = settings;
        this.clock = clock;
    }

    /** The room under way is finished; the next run goes on. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        stopping = true;
    }

    /** By the clock: only what it deletes is an act. */
    CleanupRun begin() {
        Instant now = now();
        return run(runs.begin(false, now), false, BY_THE_CLOCK, now, settings.longestCleanup());
    }

    CleanupRun beginFor(Actor actor) {
        Instant now = now();
        long id =
                transactions.execute(
                        tx -> {
                            long begun = runs.begin(true, now);
                            audit.write(AuditEntry.of(actor, "cleanup.run", "cleanup", begun));
                            return begun;
                        });
        return run(id, true, actor, now, settings.longestManualCleanup());
    }

    private CleanupRun run(long id, boolean manual, Actor actor, Instant now, Duration longest) {
        return new CleanupRun(
                id,
                manual,
                actor,
                now,
                now.minus(settings.maxAge()),
                now.plus(longest),
                rooms.count());
    }

    /** The values for the names in the query. */
    Map<String, Object> parameters(CleanupRun run) {
        return Map.of(
                "cutoff",
                run.cutoff.atOffset(ZoneOffset.UTC),
                "after",
                run.after(),
                "limit",
                MOST_AT_ONCE);
    }

    /**
     * @param found rows of the query
     */
    void delete(CleanupRun run, Object found) {
        List<StreamId> candidates = run.unseen(CleanupQuery.streams(found));
        if (candidates.isEmpty()) {
            run.exhaust();
            return;
        }
        for (StreamId stream : candidates) {
            if (stopping || now().isAfter(run.deadline)) {
                run.interrupt();
                break;
            }
            delete(run, stream);
            run.passed(stream);
        }
        runs.progress(run, now());
    }

    /** A room that can't be deleted does not keep the others. */
    private void delete(CleanupRun run, StreamId stream) {
        try {
            switch (old.delete(stream, run.cutoff, run.actor)) {
                case Fate.Deleted(Room room) -> run.deleted(room);
                case Fate.Left() -> run.left(stream);
                case Fate.LeftYoung() -> run.leftYoung(stream);
            }
        } catch (TransactionException | DataAccessResourceFailureException databaseAway) {
            throw databaseAway;
        } catch (RuntimeException e) {
            run.failed(stream);
            log.warn(
                    "room.cleanup-failed stream={} reason=\"{}\"",
                    stream,
                    CleanupQuery.describe(e));
        }
    }

    void end(CleanupRun run) {
        runs.end(run, run.problem(), now());
        if (run.deleted() > 0 || run.interrupted() || run.problem().isPresent()) {
            log.info(
                    "rooms.cleaned-up {} ms={}",
                    run,
                    Duration.between(run.startedAt, now()).toMillis());
        }
        run.problem()
                .ifPresent(problem -> log.warn("rooms.cleanup-problem reason=\"{}\"", problem));
    }

    /** Returns what is told about it. */
    String fail(CleanupRun run, Throwable failure) {
        String reason = CleanupQuery.describe(failure);
        log.error(
                "rooms.cleanup-failed manual={} deleted={} reason=\"{}\"",
                run.manual,
                run.deleted(),
                reason);
        try {
            runs.end(run, Optional.of(reason), now());
        } catch (DataAccessException | TransactionException e) {
            log.warn("rooms.cleanup-not-written reason=\"{}\"", CleanupQuery.describe(e));
        }
        return reason;
    }

    CleanupStatus status() {
        Instant now = now();
        Optional<RouteSchedule> schedule = schedules.of(SCHEDULE);
        Optional<Past> newest = runs.newest();
        boolean running = runs.running(now.minus(LONGEST_SILENCE));
        Cleanup cleanup =
                new Cleanup(
                        running,
                        schedule.flatMap(RouteSchedule::interval)
                                .map(interval -> Math.max(1, minutes(interval)))
                                .orElse(null),
                        minutes(settings.unpublishGrace()),
                        rounded(settings.maxAge(), Duration.ofHours(1)),
                        schedule.flatMap(RouteSchedule::cron).orElse(null),
                        schedule.flatMap(RouteSchedule::next).map(Json::time).orElse(null),
                        newest.map(Past::startedAt).map(Json::time).orElse(null),
                        runs.lastSuccess().map(Json::time).orElse(null),
                        newest.flatMap(last -> error(last, running)).orElse(null),
                        runs.lastThatDeleted().map(RoomCleanup::lastCleaned).orElse(null));
        return new CleanupStatus(
                true,
                cleanup,
                rooms.count(),
                rooms.newest(settings.longestList()).stream()
                        .map(room -> aged(room, now))
                        .toList());
    }

    private static Optional<String> error(Past last, boolean running) {
        return last.endedAt().isEmpty() && !running
                ? Optional.of("It did not come to its end: Serai was stopped meanwhile")
                : last.error();
    }

    private static LastCleaned lastCleaned(Past run) {
        return new LastCleaned(
                Json.time(run.startedAt()), run.manual(), run.deleted(), run.rooms());
    }

    private static AgedRoom aged(Room room, Instant now) {
        return new AgedRoom(
                room.id().toString(),
                room.name(),
                room.type().text(),
                Json.time(room.createdAt()),
                rounded(Duration.between(room.createdAt(), now), Duration.ofHours(1)));
    }

    private static long minutes(Duration duration) {
        return rounded(duration, Duration.ofMinutes(1));
    }

    private static long rounded(Duration duration, Duration unit) {
        return Math.round((double) duration.toMillis() / unit.toMillis());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
