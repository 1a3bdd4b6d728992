package io.serai.live;

import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Since when sign-of-life hooks have been heard and stored without a break: silence before that
 * says nothing about a publisher. Thread-safe.
 */
@Component
final class Listening {
    private final Clock clock;
    private volatile Instant since;

    Listening(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    Instant since() {
        return since;
    }

    /** The database did not answer: updates may have been lost up to now. */
    void interrupted() {
        since = clock.instant();
    }
}
