package io.serai.chat;

import java.time.Duration;

/**
 * How often a changing number may be told: the first change at once, the following ones together
 * when the pause is over, so that the last number is always told. Not thread-safe.
 */
final class ViewThrottle {
    private final long pauseNanos;
    private long toldAt;
    private boolean told;
    private boolean owed;

    ViewThrottle(Duration pause) {
        this.pauseNanos = pause.toNanos();
    }

    /** What to do about a change. */
    enum Advice {
        TELL_NOW,
        /** Ask {@link #due} when the pause is over. */
        TELL_LATER,
        /** Somebody will ask anyway. */
        NOTHING
    }

    /**
     * The number has changed.
     *
     * @param now {@link System#nanoTime}, or another clock that never goes back
     */
    Advice changed(long now) {
        if (owed) {
            return Advice.NOTHING;
        }
        if (!told || now - toldAt >= pauseNanos) {
            tell(now);
            return Advice.TELL_NOW;
        }
        owed = true;
        return Advice.TELL_LATER;
    }

    /** Nanoseconds until the pause is over. */
    long left(long now) {
        return told ? Math.max(0, pauseNanos - (now - toldAt)) : 0;
    }

    /** Whether the number is to be told now; it counts as told then. */
    boolean due(long now) {
        if (!owed || left(now) > 0) {
            return false;
        }
        tell(now);
        return true;
    }

    private void tell(long now) {
        told = true;
        owed = false;
        toldAt = now;
    }
}
