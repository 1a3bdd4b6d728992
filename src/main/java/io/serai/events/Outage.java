package io.serai.events;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Something that does not answer: says so once, waits longer and longer, says once that it is back.
 * Used by one thread.
 */
final class Outage {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Logger log;
    private final String what;
    private Duration next = FIRST;

    Outage(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    /** It failed; how long to wait before the next try. */
    Duration failed(Exception e) {
        if (next == FIRST) {
            log.warn("{}.interrupted error=\"{}\"", what, ErrorText.of(e));
        }
        Duration wait = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return wait;
    }

    /** It answered; whether that ends an outage. */
    boolean over() {
        if (next == FIRST) {
            return false;
        }
        next = FIRST;
        log.info("{}.resumed", what);
        return true;
    }
}
