package io.serai.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.it.SrsHooks.Publisher;
import io.serai.testing.SeraiProcess;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * People who make rooms, publish and leave, without a pause, whether Serai lives or not; and a note
 * of what it has accepted, which is what it must not lose. Thread-safe.
 */
final class Encoders implements AutoCloseable {
    private static final String SERVICE = "20ig72c6";
    private static final long PAUSE_MILLIS = 15;

    private final SeraiProcess serai;
    private final SrsHooks srs;
    private final Queue<String> rooms = new ConcurrentLinkedQueue<>();
    private final Queue<Publisher> published = new ConcurrentLinkedQueue<>();
    private final Queue<Publisher> ended = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final ScheduledExecutorService threads;
    private final List<Future<?>> working = new ArrayList<>();

    Encoders(SeraiProcess serai, int count, long seed) {
        this.serai = serai;
        this.srs = new SrsHooks(serai, "vid-v3i23y0");
        this.threads = Executors.newScheduledThreadPool(count);
        for (int number = 0; number < count; number++) {
            Encoder encoder = new Encoder(number, new Random(seed + number));
            working.add(
                    threads.scheduleWithFixedDelay(
                            encoder, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /** Keys of the rooms that were made. */
    Queue<String> rooms() {
        return rooms;
    }

    /** Who was let in. */
    Queue<Publisher> published() {
        return published;
    }

    /** Whose end was taken. */
    Queue<Publisher> ended() {
        return ended;
    }

    /** How often Serai has accepted something. */
    long answers() {
        return answers.get();
    }

    /** A defect of an encoder itself would end it silently. */
    boolean allWork() {
        return working.stream().noneMatch(Future::isDone);
    }

    /** Nobody does anything any more when this returns. */
    @Override
    public void close() {
        threads.shutdown();
        threads.close();
    }

    /** One after the other: a room, and in it publishers who come and go. */
    private final class Encoder implements Runnable {
        private final int number;
        private final Random random;
        private Optional<String> key = Optional.empty();
        private Optional<Publisher> onAir = Optional.empty();
        private int attempt;

        Encoder(int number, Random random) {
            this.number = number;
            this.random = random;
        }

        @Override
        public void run() {
            try {
                if (onAir.isPresent()) {
                    leave(onAir.get());
                } else if (key.isEmpty() || random.nextInt(4) == 0) {
                    makeRoom();
                } else {
                    come(key.get());
                }
            } catch (UncheckedIOException killed) {
                // Whether it was accepted is not known: the connection to SRS is lost as well.
                onAir = Optional.empty();
            }
        }

        private void makeRoom() {
            HttpResponse<String> answer = serai.postJson("/api/rooms", "{\"type\":\"rtmp\"}");
            JsonNode made = SeraiProcess.json(answer.body()).path("room").path("streamKey");
            if (answer.statusCode() == 200) {
                rooms.add(made.asText());
                key = Optional.of(made.asText());
                answers.incrementAndGet();
            }
        }

        private void come(String room) {
            String name = number + "-" + ++attempt;
            Publisher publisher = new Publisher(SERVICE, "c" + name, room, "vid-" + name);
            if (SrsHooks.accepts(srs.publish(publisher))) {
                published.add(publisher);
                onAir = Optional.of(publisher);
                answers.incrementAndGet();
            }
        }

        private void leave(Publisher publisher) {
            if (SrsHooks.accepts(srs.unpublish(publisher))) {
                ended.add(publisher);
                answers.incrementAndGet();
            }
            onAir = Optional.empty();
            srs.close(publisher);
        }
    }
}
