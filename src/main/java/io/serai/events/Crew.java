package io.serai.events;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The lanes that this node is working on for one reaction. Thread-safe. */
final class Crew {
    final Reaction reaction;

    /**
     * Whether more may be due than there were slots for, so that a slot that becomes free is worth
     * a look.
     */
    volatile boolean behind;

    private final Set<LaneRun> running = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    Crew(Reaction reaction) {
        this.reaction = reaction;
    }

    int freeSlots() {
        return leaving ? 0 : reaction.concurrency() - running.size();
    }

    /** Takes no more; what runs may end. */
    synchronized void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Whether it may run: nothing begins after {@link #leave}. */
    synchronized boolean begin(LaneRun run) {
        return !leaving && running.add(run);
    }

    synchronized void ended(LaneRun run) {
        running.remove(run);
        notifyAll();
    }

    /** Waits until nothing runs; the runs that did not end by the deadline. */
    synchronized Set<LaneRun> await(long deadlineNanos) throws InterruptedException {
        long left = deadlineNanos - System.nanoTime();
        while (!running.isEmpty() && left > 0) {
            wait(Math.max(1, left / 1_000_000));
            left = deadlineNanos - System.nanoTime();
        }
        return Set.copyOf(running);
    }

    Set<LaneRun> running() {
        return Set.copyOf(running);
    }
}
