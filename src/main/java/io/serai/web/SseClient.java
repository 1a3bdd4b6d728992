package io.serai.web;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One browser that listens: a queue between those who tell and the one thread that writes. Who does
 * not read its events is dropped when the queue is full. Thread-safe.
 */
final class SseClient {
    private static final int MOST_WAITING = 32;
    private static final String HEARTBEAT = "{\"type\":\"heartbeat\"}";

    private final String room;
    private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile boolean closed;

    SseClient(String room) {
        this.room = room;
    }

    /** What the writer has to do next. */
    sealed interface Frame {
        record Event(String json) implements Frame {}

        record End() implements Frame {}
    }

    String room() {
        return room;
    }

    /** Adds an event; false if the client has been dropped for not reading. */
    boolean offer(String json) {
        if (!closed && waiting.offer(new Frame.Event(json))) {
            return true;
        }
        close();
        return false;
    }

    /** Waits for the next event; a heartbeat if there is none for so long. */
    Frame next(Duration heartbeat) throws InterruptedException {
        if (closed) {
            return new Frame.End();
        }
        Frame frame = waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        if (closed) {
            return new Frame.End();
        }
        return frame == null ? new Frame.Event(HEARTBEAT) : frame;
    }

    void close() {
        closed = true;
        waiting.clear();
        waiting.offer(new Frame.End());
    }
}
