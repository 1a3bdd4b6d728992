package io.serai.playback;

import java.time.Duration;

/** A span of time that has begun. */
record TimeLimit(long endNanos) {
    static TimeLimit of(Duration span) {
        return new TimeLimit(System.nanoTime() + span.toNanos());
    }

    /** What is left of it; never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** What is left of it, but no more than that. */
    Duration leftOf(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }
}
