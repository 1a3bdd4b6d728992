package io.serai.restream;

import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes what happens to restreams, in its order, behind those who look after them: they go on
 * while the database is away, and it is written when it is back. The queue is bounded; past it the
 * oldest report is lost. Thread-safe.
 */
@Component
final class ReportWorker {
    private static final Logger log = LoggerFactory.getLogger(ReportWorker.class);
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_AT_ONCE = 100;
    private static final Duration LOOK_UP = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STOP_WAIT = Duration.ofSeconds(1);

    private final BlockingQueue<Report> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final RestreamRepository repository;
    private final EventLog events;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("restream-reports").unstarted(this::work);

    ReportWorker(
            RestreamRepository repository,
            EventLog events,
            TransactionTemplate transactions,
            JdbcOperations jdbc) {
        this.repository = repository;
        this.events = events;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    void start() {
        thread.start();
    }

    /** Never waits. */
    void add(Report report) {
        while (!queue.offer(report)) {
            if (queue.poll() != null) {
                log.warn("restream.report-lost reason=\"too many wait for the database\"");
            }
        }
    }

    /** Writes what waits, for a second at most. */
    void stop() {
        stopping.countDown();
        try {
            if (!thread.join(STOP_WAIT)) {
                thread.interrupt();
                thread.join(FIRST_PAUSE);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        if (!queue.isEmpty()) {
            log.warn("restream.reports-lost reports={}", queue.size());
        }
    }

    private void work() {
        try {
            while (stopping.getCount() > 0 || !queue.isEmpty()) {
                Report first = queue.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Report> reports = new ArrayList<>(List.of(first));
                    queue.drainTo(reports, MOST_AT_ONCE - 1);
                    write(reports);
                }
            }
        } catch (InterruptedException stopped) {
            log.debug("restream.reports-interrupted", stopped);
        }
    }

    /** Tries until they are written; one that can't be does not keep the others. */
    private void write(List<Report> reports) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                transactions.executeWithoutResult(tx -> writeAll(reports));
                if (pause != FIRST_PAUSE) {
                    log.info("restream.reports-resumed waiting={}", queue.size());
                }
                return;
            } catch (NonTransientDataAccessException | IllegalStateException e) {
                if (lasting(e)) {
                    writeSingly(reports, e);
                    return;
                }
            } catch (RuntimeException e) {
                if (pause == FIRST_PAUSE) {
                    log.warn("restream.reports-interrupted error=\"{}\"", e.getClass().getName());
                }
            }
            if (stopping.getCount() == 0) {
                throw new InterruptedException();
            }
            stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }

    /** Spring calls a connection that can't be had lasting as well. */
    private static boolean lasting(RuntimeException e) {
        return !(e instanceof org.springframework.dao.DataAccessResourceFailureException);
    }

    private void writeSingly(List<Report> reports, RuntimeException why)
            throws InterruptedException {
        if (reports.size() == 1) {
            log.error("restream.report-failed stream={}", reports.getFirst().stream(), why);
            return;
        }
        for (Report report : reports) {
            write(List.of(report));
        }
    }

    private void writeAll(List<Report> reports) {
        // Events of a stream are written under its lock; all of them in one order, so that nobody
        // waits for whom he keeps waiting.
        repository.lockStreams(
                reports.stream()
                        .filter(report -> report.event().isPresent())
                        .map(Report::stream)
                        .toList());
        SqlBatch batch = new SqlBatch();
        for (Report report : reports) {
            report.statements().accept(batch);
            report.event().ifPresent(event -> events.append(event, batch));
        }
        batch.run(jdbc);
    }
}
