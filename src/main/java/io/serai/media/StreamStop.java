package io.serai.media;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.common.http.Caller;
import io.serai.common.http.HttpCall;
import io.serai.media.PixelcastStreams.Listed;
import io.serai.srs.SrsApi;
import io.serai.streams.PublishedName;
import io.serai.streams.StreamCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Cuts the connection of who publishes a stream that PixelCast's browsers may end. Thread-safe. */
@Component
final class StreamStop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamStop.class);

    /** The list and the cut together; SRS may still do it after that. */
    private static final Duration ALL = Duration.ofMillis(4500);

    private final PixelcastStreams streams;
    private final StreamCatalogue catalogue;
    private final AuditLog audit;
    private final TransactionOperations transactions;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    StreamStop(
            PixelcastStreams streams,
            StreamCatalogue catalogue,
            AuditLog audit,
            TransactionOperations transactions) {
        this.streams = streams;
        this.catalogue = catalogue;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Ends the streams of this name, or the one with this id, or that of this publisher. A name
     * that nobody publishes, or that is another surface's, ends nothing.
     *
     * @throws Unavailable if no SRS says what it has
     */
    void stop(String wanted, HttpCall call) {
        long begin = System.nanoTime();
        List<Listed> found =
                streams.fresh().streams().stream()
                        .filter(one -> !one.stream().client().isEmpty())
                        .filter(
                                one ->
                                        one.stream().name().equals(wanted)
                                                || one.stream().id().equals(wanted)
                                                || one.stream().client().equals(wanted))
                        .toList();
        if (!found.isEmpty()) {
            // Before they are cut off, because SRS can't take that back.
            transactions.executeWithoutResult(tx -> write(found, Actor.of(call)));
        }
        CountDownLatch open = new CountDownLatch(found.size());
        for (Listed one : found) {
            threads.execute(
                    () -> {
                        cut(one, call.caller());
                        open.countDown();
                    });
        }
        try {
            open.await(ALL.toNanos() - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!found.isEmpty()) {
            streams.changed();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void write(List<Listed> found, Actor actor) {
        for (Listed one : found) {
            if (SrsApi.isClientId(one.stream().client())) {
                audit.write(stopped(one, actor));
            }
        }
    }

    /** What has no stream here is named by SRS's word for its publisher: its own name is a key. */
    private AuditEntry stopped(Listed one, Actor actor) {
        Optional<StreamId> stream =
                catalogue.find(new PublishedName(one.stream().app(), one.stream().name()));
        return stream.isPresent()
                ? AuditEntry.of(actor, "stream.stopped", "stream", stream.get())
                : AuditEntry.of(
                        actor,
                        "stream.stopped",
                        "publisher",
                        one.srs().server().name() + "/" + one.stream().client());
    }

    private static void cut(Listed one, Caller caller) {
        String server = one.srs().server().name();
        String client = one.stream().client();
        try {
            boolean known = one.srs().api().kick(client);
            log.info(
                    "media.stopped server={} client={} known={} from={}",
                    server,
                    client,
                    known,
                    caller.address());
        } catch (ControlException e) {
            log.warn(
                    "media.not_stopped server={} client={} reason=\"{}\" from={}",
                    server,
                    client,
                    e.getMessage(),
                    caller.address());
        }
    }
}
