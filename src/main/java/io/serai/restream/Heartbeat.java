package io.serai.restream;

import io.serai.database.SqlBatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.TransactionException;

/**
 * Keeps this node's claims alive, gives up what another node has taken, and writes how far
 * processes are. Thread-safe.
 *
 * <p>While the database is away restreams go on if there is no other node that could take them; if
 * there is, they end before the lease does, so that no target is ever sent to twice.
 */
final class Heartbeat {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(1);

    private final Node node;
    private final LeaseRepository leases;
    private final Supervisor supervisor;
    private final JdbcOperations jdbc;
    private final Duration lease;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofVirtual().name("restream-heartbeat").unstarted(this::run);

    /** Of its own, because the other one may be waiting for the database. */
    private final Thread guard = Thread.ofVirtual().name("restream-guard").unstarted(this::watch);

    /** What was written last about each, so that the same is not written again. */
    private final Map<DestinationId, Written> written = new HashMap<>();

    private volatile long renewedNanos;
    private volatile boolean alone = true;
    private volatile boolean ending;
    private boolean away;

    private record Written(Progress progress, List<String> lines) {}

    Heartbeat(
            Node node,
            LeaseRepository leases,
            Supervisor supervisor,
            JdbcOperations jdbc,
            Duration lease) {
        this.node = node;
        this.leases = leases;
        this.supervisor = supervisor;
        this.jdbc = jdbc;
        this.lease = lease;
    }

    /** The first beat comes before this returns; it fails if the database does not answer. */
    void start() {
        leases.renew(node, lease);
        leases.forgetFormer(node);
        renewedNanos = System.nanoTime();
        thread.start();
        guard.start();
    }

    /** Gives everything back, so that other nodes need not wait for the end of the lease. */
    void stop() {
        stopping.countDown();
        try {
            if (!thread.join(LONGEST_STOP)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping.await(lease.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                beat();
            }
            leases.leave(node);
        } catch (InterruptedException e) {
            log.debug("restream.heartbeat-interrupted", e);
        } catch (DataAccessException | TransactionException e) {
            log.warn("restream.leave-failed error=\"{}\"", e.getClass().getSimpleName());
        }
    }

    void beat() {
        try {
            long begin = System.nanoTime();
            leases.renew(node, lease);
            renewedNanos = begin;
            ending = false;
            alone = leases.others(node) == 0;
            giveUpWhatIsNotOurs();
            writeProgress();
            if (away) {
                away = false;
                log.info("restream.heartbeat-resumed");
            }
        } catch (RuntimeException e) {
            if (!away) {
                away = true;
                log.warn("restream.heartbeat-interrupted error=\"{}\"", e.getClass().getName());
            }
        }
    }

    /** After a pause longer than the lease others may have taken what we still run. */
    private void giveUpWhatIsNotOurs() {
        List<Supervised> held = supervisor.all().filter(Supervisor::isHeld).toList();
        Set<DestinationId> ours = leases.held(node);
        for (Supervised restream : held) {
            if (!ours.contains(restream.order().destination())) {
                log.warn(
                        "restream.taken destination={} reason=\"another node has it\"",
                        restream.order().destination());
                restream.unwanted();
            }
        }
    }

    private void watch() {
        try {
            while (!stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                stopBeforeOthersStart();
            }
        } catch (InterruptedException e) {
            log.debug("restream.guard-interrupted", e);
        }
    }

    /** Early enough for the last means, which comes 5 s after the first one. */
    void stopBeforeOthersStart() {
        Duration since = Duration.ofNanos(System.nanoTime() - renewedNanos);
        boolean soonOver = since.compareTo(lease.multipliedBy(3).dividedBy(5)) > 0;
        if (!alone && soonOver && !ending && supervisor.held() > 0) {
            ending = true;
            log.warn(
                    "restream.lease-ends reason=\"other nodes may take over while the database is"
                            + " away\"");
            supervisor.all().forEach(Supervised::unwanted);
        }
    }

    private void writeProgress() {
        SqlBatch batch = new SqlBatch();
        Map<DestinationId, Written> now = new HashMap<>();
        supervisor
                .all()
                .filter(restream -> restream.situation().actual() instanceof Actual.Running)
                .forEach(
                        restream -> {
                            Order order = restream.order();
                            Written next = new Written(restream.progress(), restream.lines());
                            now.put(order.destination(), next);
                            if (!next.equals(written.get(order.destination()))) {
                                RestreamRepository.addProgress(
                                        node, order, next.progress(), next.lines(), batch);
                            }
                        });
        batch.run(jdbc);
        written.clear();
        written.putAll(now);
    }
}
