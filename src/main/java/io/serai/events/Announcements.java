package io.serai.events;

import io.serai.common.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Spreads the news of committed events: to this node's worker and listeners at once, to the other
 * nodes by way of {@link Notifier}. Thread-safe; what is called after a commit neither blocks nor
 * fails.
 */
@Component
final class Announcements {
    private static final Logger log = LoggerFactory.getLogger(Announcements.class);

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

    /** Marks what this node says, so that it does not listen to itself. */
    final String node = UUID.randomUUID().toString().substring(0, 8);

    /** Streams that the other nodes have still to hear of. */
    final ChangedStreams forOthers = new ChangedStreams();

    private final ChangedStreams forListeners = new ChangedStreams();
    private final DeliveryWorker worker;
    private final ObjectProvider<StreamsChanged> listeners;
    private volatile List<StreamsChanged> found = List.of();
    private final ServiceThread thread = new ServiceThread("events-listeners", this::tellListeners);

    Announcements(DeliveryWorker worker, ObjectProvider<StreamsChanged> listeners) {
        this.worker = worker;
        this.listeners = listeners;
    }

    void start() {
        found = listeners.orderedStream().toList();
        thread.start();
    }

    void stop() {
        thread.close(forListeners::call);
    }

    /** An event of this node is committed. */
    void committed(StreamId stream, String type) {
        Set<StreamId> streams = Set.of(stream);
        worker.appended(type);
        forOthers.add(streams);
        forListeners.add(streams);
    }

    /** Something became due without a new event; this node and the others look. */
    void workAdded() {
        worker.wake();
        forOthers.call();
    }

    /** Another node says that there is news of these. */
    void heard(Set<StreamId> streams) {
        worker.wake();
        if (!streams.isEmpty()) {
            forListeners.add(streams);
        }
    }

    /**
     * Many events at the same time are told together, which wakes the thread once for all of them.
     */
    private void tellListeners() throws InterruptedException {
        Set<StreamId> streams = Set.copyOf(forListeners.take());
        if (streams.isEmpty()) {
            return;
        }
        for (StreamsChanged listener : found) {
            try {
                listener.changed(streams);
            } catch (RuntimeException e) {
                log.error("events.listener-failed listener={}", listener.getClass().getName(), e);
            }
        }
        thread.pause(SHORTEST_INTERVAL);
    }
}
