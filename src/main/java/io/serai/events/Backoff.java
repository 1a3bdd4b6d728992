package io.serai.events;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Twice as long after each failed attempt, up to ten minutes, and up to a fifth more by chance. */
record Backoff(Duration base) {
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SHORTEST_BASE = Duration.ofMillis(10);
    private static final int MOST_DOUBLINGS = 20;

    Backoff {
        if (base.compareTo(SHORTEST_BASE) < 0 || base.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("backoff is between 10ms and 10m, not " + base);
        }
    }

    /**
     * How long to wait.
     *
     * @param failed how many attempts have failed, at least 1
     */
    Duration after(int failed, RandomGenerator random) {
        Duration wait = base.multipliedBy(1L << Math.min(failed - 1, MOST_DOUBLINGS));
        Duration bounded = wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
        return bounded.plusMillis(random.nextLong(bounded.toMillis() / 5 + 1));
    }
}
