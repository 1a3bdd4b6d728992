package io.serai.chat;

import java.util.Arrays;

/** How fast a connection has to be, and how fast it may be. Belongs to one connection's loop. */
final class Pace {
    static final int MOST_IN_A_SECOND = 5;

    private static final long SECOND = 1_000_000_000L;
    private static final long[] NONE = {};

    private final HubSettings settings;
    private final boolean limited;
    private long[] written = NONE;
    private int count;

    Pace(HubSettings settings, boolean limited) {
        this.settings = settings;
        this.limited = limited;
    }

    /** Whether one more message comes too soon. */
    boolean tooFast(long now) {
        if (!limited) {
            return false;
        }
        if (written.length == 0) {
            written = new long[MOST_IN_A_SECOND];
            Arrays.fill(written, now - 2 * SECOND);
        }
        int oldest = count % MOST_IN_A_SECOND;
        if (now - written[oldest] < SECOND) {
            return true;
        }
        written[oldest] = now;
        count++;
        return false;
    }

    boolean tooSlow(int waitingFrames, int waitingBytes) {
        return waitingFrames > settings.mostWaitingFrames()
                || waitingBytes > settings.mostWaiting().toBytes();
    }

    boolean stuck(long nanos) {
        return nanos > settings.writeWait().toNanos();
    }

    boolean silent(long nanos) {
        return nanos > settings.pongWait().toNanos();
    }

    boolean pingDue(long nanos) {
        return nanos >= settings.ping().toNanos();
    }
}
