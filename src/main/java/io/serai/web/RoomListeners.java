package io.serai.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.StreamId;
import io.serai.events.StreamsChanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells browsers what is on air in their room: at once when something changed, and looks by itself
 * from time to time. Ends them all before the web server waits for open requests. Thread-safe.
 */
@Component
final class RoomListeners implements StreamsChanged, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RoomListeners.class);
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Between two rounds, so that many hooks a second are one round; longer when rounds take long.
     */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private final RoomStreams streams;
    private final WebSettings.Sse settings;
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    private final Semaphore free;
    private final Semaphore changes = new Semaphore(0);
    private volatile @Nullable Thread worker;
    private volatile boolean running;

    RoomListeners(RoomStreams streams, WebSettings settings) {
        this.streams = streams;
        this.settings = settings.sse();
        this.free = new Semaphore(this.settings.mostClients());
    }

    /**
     * What the listeners of one room know.
     *
     * @param update the last update that was sent; empty before the first
     */
    private record Room(
            List<SseClient> clients, Optional<List<Object>> signature, Optional<String> update) {
        static final Room EMPTY =
                new Room(new CopyOnWriteArrayList<>(), Optional.empty(), Optional.empty());
    }

    /** Adds a listener; empty if there are too many or Serai is about to stop. */
    Optional<SseClient> join(String room, String greeting) {
        if (!running || !free.tryAcquire()) {
            return Optional.empty();
        }
        SseClient client = new SseClient(room);
        client.offer(greeting);
        rooms.compute(
                room,
                (name, known) -> {
                    Room old = known == null ? Room.EMPTY : known;
                    old.update().ifPresent(client::offer);
                    List<SseClient> all = new ArrayList<>(old.clients());
                    all.add(client);
                    return new Room(List.copyOf(all), old.signature(), old.update());
                });
        changes.release();
        if (!running) {
            client.close();
        }
        return Optional.of(client);
    }

    void leave(SseClient client) {
        rooms.computeIfPresent(
                client.room(),
                (name, known) -> {
                    List<SseClient> rest =
                            known.clients().stream().filter(other -> other != client).toList();
                    return rest.isEmpty()
                            ? null
                            : new Room(rest, known.signature(), known.update());
                });
        free.release();
    }

    int listening() {
        return settings.mostClients() - free.availablePermits();
    }

    @Override
    public void changed(Set<StreamId> changed) {
        if (!rooms.isEmpty()) {
            changes.release();
        }
    }

    @Override
    public void start() {
        running = true;
        worker = Thread.ofVirtual().name("room-listeners").start(this::work);
    }

    @Override
    public void stop() {
        running = false;
        rooms.values().forEach(room -> room.clients().forEach(SseClient::close));
        Thread thread = worker;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the web server begins to wait, starts before it opens its port. */
    @Override
    public int getPhase() {
        return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE + 1;
    }

    private void work() {
        try {
            while (running) {
                changes.tryAcquire(settings.refresh().toMillis(), TimeUnit.MILLISECONDS);
                changes.drainPermits();
                long begin = System.nanoTime();
                for (String room : Set.copyOf(rooms.keySet())) {
                    refresh(room);
                }
                Duration taken = Duration.ofNanos(System.nanoTime() - begin);
                Thread.sleep(max(SHORTEST_PAUSE, taken));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void refresh(String room) {
        try {
            List<Map<String, Object>> now = streams.now(room);
            List<Object> signature = signature(now);
            String update = update(room, now);
            rooms.computeIfPresent(
                    room,
                    (name, known) -> {
                        if (known.signature().equals(Optional.of(signature))) {
                            return known;
                        }
                        known.clients().forEach(client -> client.offer(update));
                        return new Room(
                                known.clients(), Optional.of(signature), Optional.of(update));
                    });
        } catch (RuntimeException e) {
            // The listeners keep what they know; the next round asks again.
            log.debug("sse.unknown", e);
        }
    }

    /** What makes a change worth telling: who publishes, and how many watch. */
    private static List<Object> signature(List<Map<String, Object>> streams) {
        List<Object> signature = new ArrayList<>();
        for (Map<String, Object> stream : streams) {
            for (String field : List.of("app", "name", "publish", "clients")) {
                signature.add(Optional.ofNullable(stream.get(field)));
            }
        }
        return List.copyOf(signature);
    }

    private static String update(String room, List<Map<String, Object>> streams) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "streams_update");
        message.put("roomName", room);
        message.put("streams", streams);
        return json(message);
    }

    static String json(Map<String, Object> message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
