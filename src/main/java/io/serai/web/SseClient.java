package io.serai.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One browser that listens: a queue between those who tell and the one thread that writes. Who does
 * not read its events finds the queue full, and is dropped. Thread-safe.
 */
final class SseClient {
    private static final int MOST_WAITING = 32;
    private static final String HEARTBEAT = "{\"type\":\"heartbeat\"}";

    private final String topic;
    private final Runnable abortion;
    private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean left = new AtomicBoolean();
    private @Nullable Thread writer;
    private volatile boolean closed;

    /**
     * @param abortion ends the connection, whatever is being written to it
     */
    SseClient(String topic, Runnable abortion) {
        this.topic = topic;
        this.abortion = abortion;
    }

    /** What the writer has to do next. */
    private sealed interface Frame {
        record Event(String json) implements Frame {}

        record End() implements Frame {}
    }

    /** What it listens to. */
    String topic() {
        return topic;
    }

    /** Whether its place was still taken; only the first to ask is told so. */
    boolean leave() {
        return left.compareAndSet(false, true);
    }

    /** Adds an event; false if the client reads too slowly or has been closed. */
    boolean offer(String json) {
        return !closed && waiting.offer(new Frame.Event(json));
    }

    /**
     * Writes events as they come, and a heartbeat where none comes for so long, until the client is
     * closed or gone, or is not welcome any more.
     *
     * @param welcome asked as often as there would be a heartbeat
     */
    void write(OutputStream out, Duration heartbeat, BooleanSupplier welcome)
            throws IOException, InterruptedException {
        long asked = System.nanoTime();
        while (next(heartbeat) instanceof Frame.Event event) {
            if (System.nanoTime() - asked >= heartbeat.toNanos()) {
                if (!welcome.getAsBoolean()) {
                    return;
                }
                asked = System.nanoTime();
            }
            byte[] bytes = ("data: " + event.json() + "\n\n").getBytes(StandardCharsets.UTF_8);
            writing(Thread.currentThread());
            try {
                out.write(bytes);
                out.flush();
            } finally {
                writing(null);
            }
        }
    }

    /** Ends it after what is being written. */
    void close() {
        closed = true;
        waiting.clear();
        waiting.offer(new Frame.End());
    }

    /** Ends it at once: a write to somebody who does not read may take for ever. */
    void abort() {
        close();
        abortion.run();
        synchronized (this) {
            if (writer != null) {
                writer.interrupt();
            }
        }
    }

    private Frame next(Duration heartbeat) throws InterruptedException {
        if (closed) {
            return new Frame.End();
        }
        Frame frame = waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        if (closed) {
            return new Frame.End();
        }
        return frame == null ? new Frame.Event(HEARTBEAT) : frame;
    }

    private synchronized void writing(@Nullable Thread thread) {
        writer = thread;
    }
}
