package io.serai.web;

import io.serai.common.StreamId;
import io.serai.events.StreamsChanged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells browsers what is on air in their room, by its key. Ends them all before the web server
 * waits for open requests. Thread-safe.
 */
@Component
final class RoomListeners implements StreamsChanged, SmartLifecycle {
    private final Listeners listeners;

    RoomListeners(RoomStreams streams, WebSettings settings) {
        listeners = new Listeners("room", new RoomSource(streams), settings.sse());
    }

    private record RoomSource(RoomStreams streams) implements Listeners.Source {
        @Override
        public Map<String, Listeners.Update> now(Set<String> rooms) {
            var now = streams.now(rooms);
            Map<String, Listeners.Update> updates = new HashMap<>();
            rooms.forEach(
                    room ->
                            updates.put(
                                    room, RoomUpdate.of(room, now.getOrDefault(room, List.of()))));
            return updates;
        }

        @Override
        public void look() {
            streams.look();
        }
    }

    /**
     * Adds a listener; empty if there are too many or Serai is about to stop.
     *
     * @param abortion as for {@link SseClient}
     */
    Optional<SseClient> join(String room, String greeting, Runnable abortion) {
        return listeners.join(room, greeting, abortion);
    }

    /** The client's place is free again; it may be told so more than once. */
    void leave(SseClient client) {
        listeners.leave(client);
    }

    int listening() {
        return listeners.listening();
    }

    @Override
    public void changed(Set<StreamId> changed) {
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
