package io.serai.events;

import java.time.Duration;

/**
 * A reaction throws this when its target said when to come back: the delivery waits so long, and
 * this does not count as an attempt.
 */
public final class RetryLater extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Duration wait;

    public RetryLater(String reason, Duration wait) {
        super(reason);
        this.wait = wait;
    }

    public Duration waitingTime() {
        return wait;
    }
}
