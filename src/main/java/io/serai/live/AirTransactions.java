package io.serai.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamKey;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.live.Decision.Note;
import io.serai.live.Decision.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Runs a rule in one short transaction: lock and read in one round trip, decide, write and commit
 * in one round trip. Thread-safe.
 */
@Component
final class AirTransactions {
    /** A media server's publisher waits while we decide; past this it is refused. */
    static final Duration BUDGET = Duration.ofSeconds(3);

    private static final Duration UNHURRIED = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger(AirTransactions.class);

    private final HookDatabase database;
    private final AirRepository repository;
    private final ViewerRepository viewers;
    private final EventLog events;
    private final List<AirRule> airRules;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<Note, Counter> decisions = new ConcurrentHashMap<>();

    AirTransactions(
            HookDatabase database,
            AirRepository repository,
            ViewerRepository viewers,
            EventLog events,
            List<AirRule> airRules,
            Clock clock,
            MeterRegistry metrics) {
        this.database = database;
        this.repository = repository;
        this.viewers = viewers;
        this.events = events;
        this.airRules = airRules;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What the rules make of the stream that was found. */
    interface Rule {
        Decision decide(Air air, Optional<StreamKey> requiredToken, Instant now);

        /** Adds what else is written in the same transaction, whatever was decided. */
        default void alsoWrite(Found found, Instant now, SqlBatch batch) {}
    }

    /** A decision that is committed. */
    record Decided(Found found, Decision decision) {
        /** What the media server is told, with what it rests on. */
        Verdict verdict() {
            return decision.verdict().on(Grounds.of(found, decision));
        }
    }

    /**
     * Decides and commits; empty when no stream is found.
     *
     * @throws Unavailable when the database does not do it within the budget; nothing is written
     *     then, or it is unknown whether the commit arrived
     */
    Optional<Decided> run(AirQuery query, Rule rule) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        long started = System.nanoTime();
        try {
            Optional<Decided> decided =
                    database.transactions()
                            .execute(tx -> decideAndWrite(query, rule, now, started));
            decided.ifPresent(this::tell);
            return decided;
        } catch (DataAccessException | TransactionException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }

    private Optional<Decided> decideAndWrite(AirQuery query, Rule rule, Instant now, long started) {
        Optional<Found> locked = repository.lock(query, now);
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        Found found = locked.get();
        Decision decision = rule.decide(found.air(), found.requiredToken(), now);
        SqlBatch batch = new SqlBatch();
        hurry(Duration.ofNanos(System.nanoTime() - started), batch);
        repository.write(found, decision.changes(), batch);
        viewers.follow(found, decision.changes(), batch);
        decision.outcome()
                .ifPresent(outcome -> events.append(Outcomes.event(found, outcome, now), batch));
        Air.Stream stream = found.air().stream();
        if (decision.outcome().filter(Outcome.Live.class::isInstance).isPresent()) {
            airRules.forEach(r -> r.onAir(stream.id(), stream.surface(), now, batch));
        }
        if (decision.offAir()) {
            airRules.forEach(r -> r.offAir(stream.id(), stream.surface(), now, batch));
        }
        rule.alsoWrite(found, now, batch);
        batch.runAndCommit(database.jdbc());
        return Optional.of(new Decided(found, decision));
    }

    /** Leaves the write what is left of the budget, if the lock or a connection took long. */
    private void hurry(Duration elapsed, SqlBatch batch) {
        if (elapsed.compareTo(UNHURRIED) < 0) {
            return;
        }
        long left = BUDGET.minus(elapsed).toMillis();
        if (left <= 0) {
            throw new Unavailable("The database is too slow");
        }
        repository.limit(Duration.ofMillis(left), batch);
    }

    private void tell(Decided decided) {
        Decision decision = decided.decision();
        Note note = decision.note();
        decisions
                .computeIfAbsent(
                        note, n -> metrics.counter("serai.live.decisions", "rule", n.word()))
                .increment();
        if (decision.changes().isEmpty() && note != Note.STALE_END && note != Note.REFUSED) {
            return;
        }
        String event =
                decision.outcome()
                        .map(Outcomes::type)
                        .orElse("session." + note.word().replace('_', '-'));
        boolean routine = event.equals("session.alive");
        log.atLevel(routine ? Level.DEBUG : Level.INFO)
                .log(
                        "{} stream={} session={} rule={}",
                        event,
                        decided.found().air().stream().id(),
                        sessionOf(decided),
                        note.word());
    }

    private static long sessionOf(Decided decided) {
        Air air = decided.found().air();
        return decided.decision().changes().stream()
                        .anyMatch(c -> c instanceof Change.Open || c instanceof Change.Contend)
                ? air.nextId()
                : air.current().map(Air.Session::id).orElse(0L);
    }
}
