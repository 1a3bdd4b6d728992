package io.serai.events;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A named thread that repeats one thing until it is closed; close waits for it. Thread-safe. */
final class ServiceThread {
    private static final Logger log = LoggerFactory.getLogger(ServiceThread.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);
    private static final Duration AFTER_A_BUG = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** One turn of the repeated thing; it may wait, and ends early when interrupted. */
    @FunctionalInterface
    interface Turn {
        void take() throws InterruptedException;
    }

    ServiceThread(String name, Turn turn) {
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> repeat(turn));
    }

    void start() {
        thread.start();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits, but not beyond the close. */
    void pause(Duration wait) throws InterruptedException {
        if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException();
        }
    }

    void close() {
        closed.countDown();
        thread.interrupt();
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(LONGEST_CLOSE)) {
                log.warn("events.thread-still-runs thread={}", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat(Turn turn) {
        while (!isClosed()) {
            try {
                turn.take();
            } catch (InterruptedException e) {
                if (isClosed()) {
                    return;
                }
            } catch (RuntimeException e) {
                log.error("events.thread-failed thread={}", thread.getName(), e);
                try {
                    pause(AFTER_A_BUG);
                } catch (InterruptedException stopped) {
                    return;
                }
            }
        }
    }
}
