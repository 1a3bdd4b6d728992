package io.serai.common.http;

import java.time.Duration;

/**
 * How often something may be done.
 *
 * @param most so often at once
 * @param period within this time as much comes back, evenly
 */
public record RateLimit(int most, Duration period) {
    public RateLimit {
        if (most < 1) {
            throw new IllegalArgumentException("a limit allows at least 1");
        }
        if (period.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("the period of a limit is at least 1 ms");
        }
    }
}
