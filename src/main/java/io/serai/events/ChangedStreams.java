package io.serai.events;

import io.serai.common.StreamId;
import java.util.HashSet;
import java.util.Set;

/** Streams with news that somebody has still to be told about. Thread-safe; never blocks long. */
final class ChangedStreams {
    private Set<StreamId> waiting = new HashSet<>();
    private boolean called;

    synchronized void add(Set<StreamId> streams) {
        waiting.addAll(streams);
        notifyAll();
    }

    /** News that names no stream. */
    synchronized void call() {
        called = true;
        notifyAll();
    }

    /** Waits for news; all of it since the last time. */
    synchronized Set<StreamId> take() throws InterruptedException {
        while (waiting.isEmpty() && !called) {
            wait();
        }
        Set<StreamId> taken = waiting;
        waiting = new HashSet<>();
        called = false;
        return taken;
    }
}
