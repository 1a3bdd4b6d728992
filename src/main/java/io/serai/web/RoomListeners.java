package io.serai.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.StreamId;
import io.serai.events.StreamsChanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells browsers what is on air in their room: at once when something changed, and what the media
 * servers say from time to time. One thread tells, another asks the media servers, so that a silent
 * one delays nobody. Ends them all before the web server waits for open requests. Thread-safe.
 */
@Component
final class RoomListeners implements StreamsChanged, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RoomListeners.class);

    /**
     * Between two rounds, so that many hooks a second are one round; longer when rounds take long.
     */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    /** At the stop, for what is just being written to those who read. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final RoomStreams streams;
    private final WebSettings.Sse settings;
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    private final Semaphore free;
    private final Semaphore changes = new Semaphore(0);
    private final Semaphore firstOnes = new Semaphore(0);
    private volatile List<Thread> workers = List.of();
    private volatile boolean running;

    RoomListeners(RoomStreams streams, WebSettings settings) {
        this.streams = streams;
        this.settings = settings.sse();
        this.free = new Semaphore(this.settings.mostClients());
    }

    /**
     * What the listeners of one room know.
     *
     * @param told what they were told last; empty before the first time
     */
    private record Room(List<SseClient> clients, Optional<RoomUpdate> told) {
        static final Room EMPTY = new Room(List.of(), Optional.empty());

        Room with(SseClient client) {
            List<SseClient> all = new ArrayList<>(clients);
            all.add(client);
            return new Room(List.copyOf(all), told);
        }

        Room without(SseClient client) {
            return new Room(clients.stream().filter(other -> other != client).toList(), told);
        }
    }

    /**
     * Adds a listener; empty if there are too many or Serai is about to stop.
     *
     * @param abortion as for {@link SseClient}
     */
    Optional<SseClient> join(String room, String greeting, Runnable abortion) {
        if (!running || !free.tryAcquire()) {
            return Optional.empty();
        }
        SseClient client = new SseClient(room, abortion);
        client.offer(greeting);
        boolean first = rooms.isEmpty();
        rooms.compute(
                room,
                (name, known) -> {
                    Room old = known == null ? Room.EMPTY : known;
                    old.told().ifPresent(update -> client.offer(update.json()));
                    return old.with(client);
                });
        if (first) {
            firstOnes.release();
        }
        changes.release();
        if (!running) {
            client.close();
        }
        return Optional.of(client);
    }

    /** The client's place is free again; it may be told so more than once. */
    void leave(SseClient client) {
        if (!client.leave()) {
            return;
        }
        rooms.computeIfPresent(
                client.room(),
                (name, known) -> {
                    Room rest = known.without(client);
                    return rest.clients().isEmpty() ? null : rest;
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
        workers =
                List.of(
                        Thread.ofVirtual().name("room-listeners").start(this::tell),
                        Thread.ofVirtual().name("room-look").start(this::look));
    }

    @Override
    public void stop() {
        running = false;
        everybody().forEach(SseClient::close);
        try {
            if (free.tryAcquire(
                    settings.mostClients(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(settings.mostClients());
            }
            everybody().forEach(SseClient::abort);
            for (Thread worker : workers) {
                worker.interrupt();
                worker.join(FAREWELL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    private List<SseClient> everybody() {
        return rooms.values().stream().flatMap(room -> room.clients().stream()).toList();
    }

    /** Asks the media servers, but only while somebody listens. */
    private void look() {
        try {
            while (running) {
                if (rooms.isEmpty()) {
                    firstOnes.acquire();
                }
                lookOnce();
                changes.release();
                firstOnes.drainPermits();
                firstOnes.tryAcquire(settings.refresh().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOnce() {
        try {
            streams.look();
        } catch (RuntimeException e) {
            log.debug("sse.unknown", e);
        }
    }

    private void tell() {
        try {
            while (running) {
                changes.acquire();
                changes.drainPermits();
                long begin = System.nanoTime();
                tellAll(Set.copyOf(rooms.keySet()));
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

    private void tellAll(Set<String> asked) {
        if (asked.isEmpty()) {
            return;
        }
        try {
            Map<String, List<ObjectNode>> now = streams.now(asked);
            asked.forEach(
                    room -> tell(room, RoomUpdate.of(room, now.getOrDefault(room, List.of()))));
        } catch (RuntimeException e) {
            // The listeners keep what they know; the next round asks again.
            log.debug("sse.unknown", e);
        }
    }

    private void tell(String room, RoomUpdate update) {
        List<SseClient> tooSlow = new ArrayList<>();
        rooms.computeIfPresent(
                room,
                (name, known) -> {
                    if (known.told().filter(update::tellsTheSameAs).isPresent()) {
                        return known;
                    }
                    for (SseClient client : known.clients()) {
                        if (!client.offer(update.json())) {
                            tooSlow.add(client);
                        }
                    }
                    return new Room(known.clients(), Optional.of(update));
                });
        for (SseClient client : tooSlow) {
            leave(client);
            client.abort();
            log.info("sse.dropped reason=slow listening={}", listening());
        }
    }
}
