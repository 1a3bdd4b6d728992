package io.serai.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamKey;
import io.serai.database.GroupCommit;
import io.serai.database.GroupCommit.Asked;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.live.Decision.Note;
import io.serai.live.Decision.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Runs a rule in one short transaction: lock and read in one round trip, decide, write and commit
 * in one round trip. Those that come at the same time for different streams share a transaction.
 * Thread-safe.
 */
@Component
final class AirTransactions {
    /** A media server's publisher waits while we decide; past this it is refused. */
    static final Duration BUDGET = Duration.ofSeconds(3);

    private static final Duration UNHURRIED = Duration.ofMillis(500);

    private static final int MOST_IN_A_GROUP = 64;

    /** A group takes a few milliseconds, unless it is stuck. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    /** Past this there is no time left to do again what a group did not bring to its end. */
    private static final Duration LONGEST_GROUP = Duration.ofMillis(1_500);

    private static final Logger log = LoggerFactory.getLogger(AirTransactions.class);

    private final HookDatabase database;
    private final AirRepository repository;
    private final ViewerRepository viewers;
    private final EventLog events;
    private final List<AirRule> airRules;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<Note, Counter> decisions = new ConcurrentHashMap<>();
    private final GroupCommit<Question, Optional<Decided>> together;

    @Autowired
    AirTransactions(
            HookDatabase database,
            AirRepository repository,
            ViewerRepository viewers,
            EventLog events,
            List<AirRule> airRules,
            Clock clock,
            MeterRegistry metrics) {
        this(database, repository, viewers, events, airRules, clock, metrics, PATIENCE);
    }

    AirTransactions(
            HookDatabase database,
            AirRepository repository,
            ViewerRepository viewers,
            EventLog events,
            List<AirRule> airRules,
            Clock clock,
            MeterRegistry metrics,
            Duration patience) {
        this.database = database;
        this.repository = repository;
        this.viewers = viewers;
        this.events = events;
        this.airRules = airRules;
        this.clock = clock;
        this.metrics = metrics;
        this.together = new GroupCommit<>(MOST_IN_A_GROUP, patience, new Work());
    }

    /** What the rules make of the stream that was found. */
    interface Rule {
        /** May be asked once more, of a stream that has changed, when nothing came of the first. */
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

    /** What is to be decided, and when it came, by the clock and by the timer. */
    private record Question(AirQuery query, Rule rule, Instant at, long arrived) {
        Duration waited() {
            return Duration.ofNanos(System.nanoTime() - arrived);
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
        try {
            Optional<Decided> decided =
                    together.run(new Question(query, rule, now, System.nanoTime()));
            decided.ifPresent(this::tell);
            return decided;
        } catch (DataAccessException | TransactionException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }

    private final class Work implements GroupCommit.Work<Question, Optional<Decided>> {
        @Override
        public Optional<Decided> alone(Question question) {
            return database.transactions().execute(tx -> decide(question));
        }

        @Override
        public void together(List<Asked<Question, Optional<Decided>>> asked) {
            long begun = System.nanoTime();
            List<Question> questions = asked.stream().map(Asked::task).toList();
            try {
                database.transactions()
                        .execute(tx -> decide(questions))
                        .forEach((number, decided) -> asked.get(number).answer(decided));
            } catch (RuntimeException e) {
                if (System.nanoTime() - begun > LONGEST_GROUP.toNanos()) {
                    throw new Unavailable("The database is too slow", e);
                }
                // One of them may be to blame, and the others must not suffer for it: each alone.
                log.info(
                        "live.group-failed messages={} error={}",
                        asked.size(),
                        e.getClass().getSimpleName());
            }
        }
    }

    /** Waits for the stream's lock. */
    private Optional<Decided> decide(Question question) {
        Optional<Found> found = repository.lock(question.query(), question.at());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SqlBatch batch = limit(question);
        Decided decided = decide(question, found.get(), batch);
        batch.runAndCommit(database.jdbc());
        return Optional.of(decided);
    }

    /**
     * Waits for no lock of a stream.
     *
     * @return by their numbers what was decided; without those whose stream somebody has locked,
     *     one of the others included
     */
    private Map<Integer, Optional<Decided>> decide(List<Question> questions) {
        Map<Integer, Optional<Decided>> decisions = new HashMap<>();
        // In the order of streams, in which deliveries are settled as well (events.Lane).
        SortedMap<Long, Integer> streams = new TreeMap<>();
        Map<Integer, Optional<Found>> free =
                repository.lockFree(
                        questions.stream().map(Question::query).toList(),
                        questions.getFirst().at());
        free.forEach(
                (number, found) ->
                        found.ifPresentOrElse(
                                f -> streams.putIfAbsent(f.air().stream().id().value(), number),
                                () -> decisions.put(number, Optional.empty())));
        List<SqlBatch> batches = new ArrayList<>();
        batches.add(limit(Collections.max(questions, Comparator.comparing(Question::waited))));
        for (int number : streams.values()) {
            SqlBatch batch = new SqlBatch();
            Found found = free.get(number).orElseThrow();
            decisions.put(number, Optional.of(decide(questions.get(number), found, batch)));
            batches.add(batch);
        }
        SqlBatch.joined(batches).runAndCommit(database.jdbc());
        return decisions;
    }

    /** Decides, and adds to the batch what has to be written. */
    private Decided decide(Question question, Found found, SqlBatch batch) {
        Instant now = question.at();
        Decision decision = question.rule().decide(found.air(), found.requiredToken(), now);
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
        question.rule().alsoWrite(found, now, batch);
        return new Decided(found, decision);
    }

    /** Leaves the write what is left of the budget, if the lock or a connection took long. */
    private SqlBatch limit(Question question) {
        SqlBatch batch = new SqlBatch();
        Duration waited = question.waited();
        if (waited.compareTo(UNHURRIED) < 0) {
            return batch;
        }
        long left = BUDGET.minus(waited).toMillis();
        if (left <= 0) {
            throw new Unavailable("The database is too slow");
        }
        repository.limit(Duration.ofMillis(left), batch);
        return batch;
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
