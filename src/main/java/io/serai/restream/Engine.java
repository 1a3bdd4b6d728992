package io.serai.restream;

import io.serai.common.StreamId;
import io.serai.events.StreamsChanged;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Starts what restreams need before the routes, ends it after them; in between it hears of changes
 * that other nodes have made to what this node runs. Thread-safe.
 */
@Component
final class Engine
        implements SmartLifecycle,
                StreamsChanged,
                ApplicationListener<ContextClosedEvent>,
                Ordered {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /** Routes start and stop above this, the event log below. */
    private static final int BETWEEN_EVENTS_AND_ROUTES = Integer.MAX_VALUE - 2990;

    /** The last means, SIGKILL, comes after 5 s. */
    private static final Duration STOP_WAIT = Duration.ofMillis(5500);

    private final EngineParts parts;
    private final LeaseRepository leases;
    private final ReportWorker reports;
    private final RestreamMetrics metrics;
    private final Clock clock;
    private final Set<StreamId> changed = ConcurrentHashMap.newKeySet();
    private final Semaphore news = new Semaphore(0);
    private final Thread listener =
            Thread.ofVirtual().name("restream-changes").unstarted(this::run);
    private volatile boolean running;
    private volatile long closingNanos;

    Engine(
            EngineParts parts,
            LeaseRepository leases,
            ReportWorker reports,
            RestreamMetrics metrics,
            Clock clock) {
        this.parts = parts;
        this.leases = leases;
        this.reports = reports;
        this.metrics = metrics;
        this.clock = clock;
        metrics.watch(parts.supervisor()::all);
    }

    @Override
    public void start() {
        int orphans = new Orphans(parts.node()).end(leases.formerRuns(parts.node()));
        for (int i = 0; i < orphans; i++) {
            metrics.orphanEnded();
        }
        parts.heartbeat().start();
        leases.endFormerRuns(clock.instant());
        parts.starter().start();
        parts.pump().start();
        reports.start();
        listener.start();
        running = true;
    }

    /** Some of this node's restreams may be wanted no more, or otherwise. */
    @Override
    public void changed(Set<StreamId> streams) {
        changed.addAll(streams);
        news.release();
    }

    /**
     * Serai is about to stop: processes begin to end at once, while the web server waits for its
     * requests and the routes for theirs.
     */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        closingNanos = System.nanoTime();
        parts.supervisor().close();
    }

    @Override
    public void stop() {
        long begin = System.nanoTime();
        running = false;
        if (closingNanos == 0) {
            closingNanos = begin;
            parts.supervisor().close();
        }
        listener.interrupt();
        Duration gone = Duration.ofNanos(begin - closingNanos);
        boolean ended = parts.supervisor().awaitEnd(STOP_WAIT.minus(gone));
        parts.pump().close();
        reports.stop();
        parts.heartbeat().stop();
        parts.presets().close();
        log.info(
                "stop.restreams ms={} all-ended={}",
                (System.nanoTime() - begin) / 1_000_000,
                ended);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BETWEEN_EVENTS_AND_ROUTES;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    private void run() {
        while (running || !listener.isInterrupted()) {
            try {
                news.acquire();
                news.drainPermits();
                List<StreamId> streams = List.copyOf(changed);
                streams.forEach(changed::remove);
                streams.stream().filter(parts.supervisor()::hasAnyOf).forEach(this::look);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What is not here yet is left to the reaction, which may run on another node. */
    private void look(StreamId stream) {
        try {
            for (Order order : parts.planner().plan(stream)) {
                parts.supervisor().want(order);
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "restream.look-failed stream={} error=\"{}\"",
                    stream,
                    e.getClass().getSimpleName());
        }
    }
}
