package io.serai.restream;

import io.serai.database.SqlBatch;
import io.serai.events.NewEvent;
import io.serai.restream.Launcher.Launched;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a restream whoever is to know: the database and by it reactions and other nodes, the
 * log, the metrics, listeners on this node. Never waits. Thread-safe.
 */
final class RestreamReporter implements Reporter {
    private static final Logger log = LoggerFactory.getLogger(RestreamReporter.class);

    private final Node node;
    private final ReportWorker worker;
    private final RestreamMetrics metrics;
    private final Supplier<Stream<Restreams.Listener>> listeners;
    private final Clock clock;

    /**
     * @param listeners asked each time: they may themselves want to know about restreams
     */
    RestreamReporter(
            Node node,
            ReportWorker worker,
            RestreamMetrics metrics,
            Supplier<Stream<Restreams.Listener>> listeners,
            Clock clock) {
        this.node = node;
        this.worker = worker;
        this.metrics = metrics;
        this.listeners = listeners;
        this.clock = clock;
    }

    @Override
    public void changed(Order order, Actual before, Actual after, List<String> lines) {
        Told told = Told.of(after, order.wish(), lines);
        boolean over = after instanceof Actual.Stopped || after instanceof Actual.Failed;
        write(
                order,
                batch -> {
                    RestreamRepository.addState(node, order, told, batch);
                    if (over) {
                        RestreamRepository.addLetGo(node, order, batch);
                    }
                });
        if (before instanceof Actual.BackingOff && after instanceof Actual.Starting) {
            metrics.restarted(order.platform());
        }
        listeners.get().forEach(listener -> listener.changed(order.destination(), after.state()));
    }

    @Override
    public void started(Order order, Launched launched) {
        RunStart run =
                new RunStart(
                        launched.marker(),
                        launched.process().pid(),
                        launched.process().startedAt(),
                        now());
        write(order, batch -> RestreamRepository.addRun(node, order, run, batch));
        metrics.runBegan(run.marker());
        log.info(
                "restream.started destination={} stream={} platform={} pid={}",
                order.destination(),
                order.stream(),
                order.platform(),
                run.pid());
    }

    @Override
    public void running(Order order, Optional<String> marker) {
        Instant at = now();
        write(
                order,
                batch -> marker.ifPresent(run -> RestreamRepository.addRunning(run, at, batch)),
                RestreamEvents.running(order.stream(), order.destination(), order.platform(), at));
        log.info(
                "restream.running destination={} stream={} platform={}",
                order.destination(),
                order.stream(),
                order.platform());
    }

    @Override
    public void runEnded(
            Order order, String marker, int exitCode, Optional<Failure> why, Progress progress) {
        Instant at = now();
        write(
                order,
                batch -> RestreamRepository.addRunEnd(marker, at, exitCode, why, progress, batch));
        metrics.runEnded(marker, order.platform());
    }

    @Override
    public void failed(Order order, Failure failure, int attempts, boolean gaveUp) {
        write(
                order,
                batch -> {},
                RestreamEvents.failed(
                        order.stream(),
                        order.destination(),
                        order.platform(),
                        failure,
                        attempts,
                        gaveUp,
                        now()));
        metrics.failed(order.platform(), failure.kind());
        log.warn(
                "restream.failed destination={} stream={} platform={} failure={} attempts={}"
                        + " gave-up={} text=\"{}\"",
                order.destination(),
                order.stream(),
                order.platform(),
                failure.kind().text(),
                attempts,
                gaveUp,
                failure.text());
    }

    @Override
    public void stopped(Order order) {
        write(
                order,
                batch -> {},
                RestreamEvents.stopped(
                        order.stream(), order.destination(), order.platform(), now()));
        log.info(
                "restream.stopped destination={} stream={} platform={}",
                order.destination(),
                order.stream(),
                order.platform());
    }

    private void write(Order order, Consumer<SqlBatch> statements) {
        worker.add(new Report(order.stream(), statements, Optional.empty()));
    }

    private void write(Order order, Consumer<SqlBatch> statements, NewEvent event) {
        worker.add(new Report(order.stream(), statements, Optional.of(event)));
    }

    /** As exact as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
