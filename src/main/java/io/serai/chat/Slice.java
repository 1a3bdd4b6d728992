package io.serai.chat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room whose connections one loop serves. What is to happen to them stands in one
 * queue, in the order in which the room decided it. Only {@link #add} may be called by any thread;
 * the rest belongs to the loop.
 */
final class Slice {
    private final Loop loop;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean queued = new AtomicBoolean();
    private final List<Connection> members = new ArrayList<>();

    Slice(Loop loop) {
        this.loop = loop;
    }

    /** What the room has decided. */
    sealed interface Event {
        /**
         * @param except has seen it already; null: nobody has
         */
        record ToAll(byte[] frame, @Nullable Connection except) implements Event {}

        record ToOne(Connection one, byte[] frame) implements Event {}

        /**
         * @param frames what they see first
         */
        record Enter(Connection one, List<byte[]> frames) implements Event {}

        record Expel(Connection one, byte[] error, String reason) implements Event {}
    }

    Loop loop() {
        return loop;
    }

    /** Thread-safe. */
    void add(Event event) {
        events.add(event);
        if (queued.compareAndSet(false, true)) {
            loop.flushSoon(this);
        }
    }

    /**
     * Writes what has gathered: one write for each member however many frames there are. After one
     * full batch others have their turn.
     */
    void flush(ByteBuffer batch) {
        queued.set(false);
        batch.clear();
        int frames = 0;
        Event event;
        while ((event = events.peek()) != null) {
            if (event instanceof Event.ToAll(byte[] frame, Connection except) && except == null) {
                if (frame.length > batch.remaining() && frames > 0) {
                    break;
                }
                events.poll();
                if (frame.length > batch.capacity()) {
                    sendAll(ByteBuffer.wrap(frame), 1, null);
                } else {
                    batch.put(frame);
                    frames++;
                }
            } else {
                send(batch, frames);
                frames = 0;
                events.poll();
                apply(event);
            }
        }
        send(batch, frames);
        if (!events.isEmpty() && queued.compareAndSet(false, true)) {
            loop.flushSoon(this);
        }
    }

    private void send(ByteBuffer batch, int frames) {
        if (frames > 0) {
            sendAll(batch.flip(), frames, null);
        }
        batch.clear();
    }

    private void apply(Event event) {
        switch (event) {
            case Event.ToAll(byte[] frame, Connection except) ->
                    sendAll(ByteBuffer.wrap(frame), 1, except);
            case Event.ToOne(Connection one, byte[] frame) -> one.send(frame);
            case Event.Enter(Connection one, List<byte[]> frames) -> enter(one, frames);
            case Event.Expel(Connection one, byte[] error, String reason) -> {
                one.send(error);
                one.end(CloseCode.POLICY, reason);
            }
        }
    }

    private void enter(Connection one, List<byte[]> frames) {
        if (one.isOpen()) {
            one.place = members.size();
            members.add(one);
            frames.forEach(one::send);
        }
    }

    /** From the last to the first, because whoever can't be written to leaves meanwhile. */
    private void sendAll(ByteBuffer bytes, int frames, @Nullable Connection except) {
        Shared shared = new Shared(bytes);
        for (int i = members.size() - 1; i >= 0; i--) {
            Connection member = members.get(i);
            if (member != except) {
                bytes.rewind();
                member.send(shared, frames);
            }
        }
        loop.metrics().sent(frames, members.size());
    }

    /** The last one takes the place of who leaves. */
    void remove(Connection one) {
        if (one.place < 0) {
            return;
        }
        Connection last = members.removeLast();
        if (last != one) {
            members.set(one.place, last);
            last.place = one.place;
        }
        one.place = -1;
    }
}
