package io.serai.events;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A named thread that repeats one thing until it is closed; close waits for it. Thread-safe. */
final class ServiceThread {
    private static final Logger log = LoggerFactory.getLogger(ServiceThread.class);
    private static final Duration LONGEST_TURN = Duration.ofSeconds(1);
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

    /** Waits as long as an outage asks for; a failure that comes from the close is none. */
    void pauseAfter(Outage outage, Exception e) throws InterruptedException {
        pause(isClosed() ? Duration.ZERO : outage.failed(e));
    }

    /**
     * Ends it after its present turn.
     *
     * @param wake ends a wait of that turn; a turn that goes on regardless is interrupted after a
     *     second
     */
    void close(Runnable wake) {
        closed.countDown();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        wake.run();
        try {
            if (!thread.join(LONGEST_TURN)) {
                thread.interrupt();
                thread.join(LONGEST_TURN);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it, interrupting what its present turn waits for. */
    void interrupt() {
        close(thread::interrupt);
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
                if (isClosed()) {
                    return;
                }
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
