package io.serai.web;

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

/**
 * Tells browsers what is new about what they listen to: at once when something changed, and what
 * else is found from time to time. One thread tells, another looks elsewhere, so that a silent
 * media server delays nobody. Thread-safe.
 */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    /**
     * Between two rounds, so that many hooks a second are one round; longer when rounds take long.
     */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    /** At the stop, for what is just being written to those who read. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final String name;
    private final Source source;
    private final WebSettings.Sse settings;
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final Semaphore free;
    private final Semaphore changes = new Semaphore(0);
    private final Semaphore firstOnes = new Semaphore(0);
    private volatile List<Thread> workers = List.of();
    private volatile boolean running;

    /**
     * @param name in the log and of its threads
     */
    Listeners(String name, Source source, WebSettings.Sse settings) {
        this.name = name;
        this.source = source;
        this.settings = settings;
        this.free = new Semaphore(settings.mostClients());
    }

    /** Where it is read what listeners are told. */
    interface Source {
        /**
         * By topic, what is the case now.
         *
         * @param topics everything that somebody listens to
         * @throws RuntimeException if that is not known at the moment
         */
        Map<String, Update> now(Set<String> topics);

        /** Asks whoever has to be asked for {@link #now} to know it; called from time to time. */
        void look();
    }

    /**
     * What is told of a topic, and by what it is known to be news.
     *
     * @param signature equal as long as there is nothing new to tell
     * @param json the message
     */
    record Update(Object signature, String json) {
        boolean tellsTheSameAs(Update other) {
            return signature.equals(other.signature);
        }
    }

    /**
     * What the listeners of one topic know.
     *
     * @param told what they were told last; empty before the first time
     */
    private record Topic(List<SseClient> clients, Optional<Update> told) {
        static final Topic EMPTY = new Topic(List.of(), Optional.empty());

        Topic with(SseClient client) {
            List<SseClient> all = new ArrayList<>(clients);
            all.add(client);
            return new Topic(List.copyOf(all), told);
        }

        Topic without(SseClient client) {
            return new Topic(clients.stream().filter(other -> other != client).toList(), told);
        }
    }

    /**
     * Adds a listener; empty if there are too many or Serai is about to stop.
     *
     * @param abortion as for {@link SseClient}
     */
    Optional<SseClient> join(String topic, String greeting, Runnable abortion) {
        if (!running || !free.tryAcquire()) {
            return Optional.empty();
        }
        SseClient client = new SseClient(topic, abortion);
        client.offer(greeting);
        boolean first = topics.isEmpty();
        topics.compute(
                topic,
                (asked, known) -> {
                    Topic old = known == null ? Topic.EMPTY : known;
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
        topics.computeIfPresent(
                client.topic(),
                (asked, known) -> {
                    Topic rest = known.without(client);
                    return rest.clients().isEmpty() ? null : rest;
                });
        free.release();
    }

    int listening() {
        return settings.mostClients() - free.availablePermits();
    }

    /** Something may be new. */
    void change() {
        if (!topics.isEmpty()) {
            changes.release();
        }
    }

    void start() {
        running = true;
        workers =
                List.of(
                        Thread.ofVirtual().name(name + "-listeners").start(this::tell),
                        Thread.ofVirtual().name(name + "-look").start(this::look));
    }

    /** Ends them all. */
    void stop() {
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

    boolean isRunning() {
        return running;
    }

    private List<SseClient> everybody() {
        return topics.values().stream().flatMap(topic -> topic.clients().stream()).toList();
    }

    /** Looks elsewhere, but only while somebody listens. */
    private void look() {
        try {
            while (running) {
                if (topics.isEmpty()) {
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
            source.look();
        } catch (RuntimeException e) {
            log.debug("sse.unknown listeners={}", name, e);
        }
    }

    private void tell() {
        try {
            while (running) {
                changes.acquire();
                changes.drainPermits();
                long begin = System.nanoTime();
                tellAll(Set.copyOf(topics.keySet()));
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
            Map<String, Update> now = source.now(asked);
            now.forEach(this::tell);
        } catch (RuntimeException e) {
            // The listeners keep what they know; the next round asks again.
            log.debug("sse.unknown listeners={}", name, e);
        }
    }

    private void tell(String topic, Update update) {
        List<SseClient> tooSlow = new ArrayList<>();
        topics.computeIfPresent(
                topic,
                (asked, known) -> {
                    if (known.told().filter(update::tellsTheSameAs).isPresent()) {
                        return known;
                    }
                    for (SseClient client : known.clients()) {
                        if (!client.offer(update.json())) {
                            tooSlow.add(client);
                        }
                    }
                    return new Topic(known.clients(), Optional.of(update));
                });
        for (SseClient client : tooSlow) {
            leave(client);
            client.abort();
            log.info("sse.dropped listeners={} reason=slow listening={}", name, listening());
        }
    }
}
