package io.serai.media;

import io.serai.common.ControlException;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Caller;
import io.serai.media.PixelcastStreams.Listed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Cuts the connection of who publishes a stream that PixelCast's browsers may end. Thread-safe. */
@Component
final class StreamStop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamStop.class);

    /** The list and the cut together; SRS may still do it after that. */
    private static final Duration ALL = Duration.ofMillis(4500);

    private final PixelcastStreams streams;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    StreamStop(PixelcastStreams streams) {
        this.streams = streams;
    }

    /**
     * Ends the streams of this name, or the one with this id, or that of this publisher. A name
     * that nobody publishes, or that is another surface's, ends nothing.
     *
     * @throws Unavailable if no SRS says what it has
     */
    void stop(String wanted, Caller caller) {
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
        CountDownLatch open = new CountDownLatch(found.size());
        for (Listed one : found) {
            threads.execute(
                    () -> {
                        cut(one, caller);
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
