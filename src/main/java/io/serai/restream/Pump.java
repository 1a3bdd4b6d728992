package io.serai.restream;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pipes of all processes with one thread that never waits for any of them. A thread for
 * each pipe would be two hundred for a hundred restreams, and a virtual one no better: it would
 * hold its carrier while it waits for a pipe. Thread-safe.
 */
final class Pump {
    private static final Logger log = LoggerFactory.getLogger(Pump.class);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Set<FfmpegProcess> processes = ConcurrentHashMap.newKeySet();

    /** Those that a look found ended; only the thread uses it. */
    private final Set<FfmpegProcess> ended = new HashSet<>();

    private final Thread thread =
            Thread.ofPlatform().daemon().name("restream-pump").unstarted(this::run);
    private volatile boolean closed;

    void start() {
        thread.start();
    }

    void add(FfmpegProcess process) {
        processes.add(process);
    }

    /** Waits for its last look. */
    void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                continue;
            }
            processes.forEach(this::look);
        }
    }

    private void look(FfmpegProcess process) {
        try {
            if (process.isAlive()) {
                process.read();
            } else if (!ended.add(process)) {
                // One look later, because Java empties the pipes of an ended process itself.
                ended.remove(process);
                processes.remove(process);
                process.finish();
            }
        } catch (RuntimeException e) {
            log.error("restream.pump-failed pid={}", process.pid(), e);
        }
    }
}
