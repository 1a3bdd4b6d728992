package io.serai.restream;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What follows a failure: a pause that doubles with each start in a row, and up to a fifth more by
 * chance, so that what failed together does not come back together.
 *
 * @param first the pause after the first failure
 * @param longest the pause never gets longer
 * @param mostInRow after so many failures of this kind in a row it stays failed
 */
record Policy(Duration first, Duration longest, int mostInRow) {
    private static final int FOR_EVER = Integer.MAX_VALUE;
    private static final int MOST_DOUBLINGS = 20;

    /** The stream on air is our own matter, so there is no harm in asking for it often. */
    private static final Policy SOURCE = retry(Duration.ofMillis(500), Duration.ofSeconds(5));

    static Policy of(FailureKind kind) {
        return switch (kind) {
            // Some platforms refuse for a moment after the previous connection, so not at once.
            case KEY_REFUSED -> new Policy(Duration.ofSeconds(2), Duration.ofSeconds(10), 3);
            case KEY_IN_USE -> retry(Duration.ofSeconds(3), Duration.ofSeconds(30));
            case HOST_UNKNOWN -> retry(Duration.ofSeconds(5), Duration.ofMinutes(5));
            case CONNECTION_REFUSED -> retry(Duration.ofSeconds(1), Duration.ofMinutes(1));
            case TLS -> retry(Duration.ofSeconds(5), Duration.ofMinutes(5));
            case TIMED_OUT -> retry(Duration.ofSeconds(1), Duration.ofMinutes(1));
            case CONNECTION_LOST -> retry(Duration.ofMillis(500), Duration.ofMinutes(1));
            case INPUT_GONE -> SOURCE;
            case STALLED -> retry(Duration.ofMillis(500), Duration.ofSeconds(30));
            case KILLED -> retry(Duration.ofMillis(200), Duration.ofSeconds(30));
            case FORBIDDEN_TARGET, UNREADABLE_KEY -> new Policy(Duration.ZERO, Duration.ZERO, 1);
            case NOT_STARTED -> retry(Duration.ofSeconds(5), Duration.ofMinutes(1));
            case LIMIT -> retry(Duration.ofSeconds(5), Duration.ofSeconds(5));
            case UNKNOWN -> retry(Duration.ofSeconds(1), Duration.ofMinutes(1));
        };
    }

    private static Policy retry(Duration first, Duration longest) {
        return new Policy(first, longest, FOR_EVER);
    }

    /** Whether the failure is one too many. */
    boolean givesUp(Tries tries) {
        return tries.sameInRow() >= mostInRow;
    }

    Duration pause(Tries tries, RandomGenerator random) {
        Duration wait = first.multipliedBy(1L << Math.min(tries.starts() - 1, MOST_DOUBLINGS));
        Duration bounded = wait.compareTo(longest) < 0 ? wait : longest;
        return bounded.plusMillis(random.nextLong(bounded.toMillis() / 5 + 1));
    }
}
