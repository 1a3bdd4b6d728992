package io.serai.events;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one waiting thread; many wake-ups before it looks count as one. Thread-safe. */
final class Signal {
    private final Semaphore raised = new Semaphore(0);

    void raise() {
        if (raised.availablePermits() == 0) {
            raised.release();
        }
    }

    /** Waits until it is raised, at most so long. */
    void await(Duration most) throws InterruptedException {
        raised.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
        raised.drainPermits();
    }
}
