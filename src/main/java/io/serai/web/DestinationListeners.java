package io.serai.web;

import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.destinations.DestinationFeed;
import io.serai.events.StreamsChanged;
import io.serai.restream.DestinationId;
import io.serai.restream.RestreamState;
import io.serai.restream.Restreams;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells owners what becomes of their destinations: at once when a state changed on this node or an
 * event was written on any, and progress from time to time. Ends them all before the web server
 * waits for open requests. Thread-safe.
 */
@Component
final class DestinationListeners implements StreamsChanged, Restreams.Listener, SmartLifecycle {
    private final Listeners listeners;

    /**
     * @param feed only asked for when somebody listens: it needs the engine, which tells us
     */
    DestinationListeners(ObjectProvider<DestinationFeed> feed, WebSettings settings) {
        listeners = new Listeners("destination", new OwnerSource(feed), settings.sse());
    }

    private record OwnerSource(ObjectProvider<DestinationFeed> feed) implements Listeners.Source {
        @Override
        public Map<String, Listeners.Update> now(Set<String> owners) {
            Map<String, Listeners.Update> updates = new HashMap<>();
            feed.getObject()
                    .now(
                            owners.stream()
                                    .map(owner -> new UserId(Long.parseLong(owner)))
                                    .collect(Collectors.toSet()))
                    .forEach(
                            (owner, news) ->
                                    updates.put(
                                            owner.toString(),
                                            new Listeners.Update(news.signature(), news.json())));
            return updates;
        }

        /** What is asked stands in the database. */
        @Override
        public void look() {}
    }

    /** Adds a listener; empty if there are too many or Serai is about to stop. */
    Optional<SseClient> join(UserId owner, String greeting, Runnable abortion) {
        return listeners.join(owner.toString(), greeting, abortion);
    }

    /** The client's place is free again; it may be told so more than once. */
    void leave(SseClient client) {
        listeners.leave(client);
    }

    @Override
    public void changed(Set<StreamId> streams) {
        listeners.change();
    }

    @Override
    public void changed(DestinationId destination, RestreamState state) {
        listeners.change();
    }

    @Override
    public void start() {
        listeners.start();
    }

    @Override
    public void stop() {
        listeners.stop();
    }

    @Override
    public boolean isRunning() {
        return listeners.isRunning();
    }

    /** Stops before the web server begins to wait, starts before it opens its port. */
    @Override
    public int getPhase() {
        return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE + 1;
    }
}
