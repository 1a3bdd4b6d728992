package io.serai.chat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of one member. Belongs to its loop's thread. Idle it holds no buffer; what it can't
 * take in waits, up to a limit, and past that it is dropped.
 */
final class Connection implements FrameReader.Heard {
    /** How long the other side may take to say goodbye. */
    private static final long GOODBYE_NANOS = 2_000_000_000L;

    private final SocketChannel channel;
    private final Room room;
    private final Slice slice;
    private final Member member;
    private final String network;
    private final FrameReader reader = new FrameReader(this);
    private final Pace pace;

    /** Index in the slice; negative: not in it. */
    int place = -1;

    private @Nullable SelectionKey key;
    private @Nullable Deque<Waiting> waiting;
    private int waitingFrames;
    private int waitingBytes;
    private long stuckSince;
    private long heardAt;
    private long pingedAt;
    private long endBy;
    private State state = State.OPEN;

    Connection(SocketChannel channel, Room room, Slice slice, Entry entry, Pace pace) {
        this.channel = channel;
        this.room = room;
        this.slice = slice;
        this.member = entry.member();
        this.network = entry.network();
        this.pace = pace;
        this.heardAt = System.nanoTime();
        this.pingedAt = heardAt;
    }

    private enum State {
        OPEN,
        /** We have said goodbye, or will as soon as the other side takes it in. */
        ENDING,
        CLOSED
    }

    private record Waiting(ByteBuffer bytes, int frames) {}

    Member member() {
        return member;
    }

    /** Whose connections are counted together. */
    String network() {
        return network;
    }

    Slice slice() {
        return slice;
    }

    Pace pace() {
        return pace;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Waits for the client from now on; it may have been written to before, and even be gone. */
    void begin(Selector selector) throws IOException {
        if (state != State.CLOSED) {
            int operations =
                    waiting == null
                            ? SelectionKey.OP_READ
                            : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
            key = channel.register(selector, operations, this);
        }
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Takes what the client sent. */
    void readable(ByteBuffer buffer) {
        try {
            buffer.clear();
            int read = channel.read(buffer);
            if (read < 0) {
                closed();
            } else {
                heardAt = System.nanoTime();
                received(buffer.flip());
            }
        } catch (IOException e) {
            closed();
        }
    }

    /** Takes what the client has sent, unless it is not heard any more. */
    void received(ByteBuffer bytes) {
        if (state == State.OPEN) {
            reader.read(bytes);
        }
    }

    @Override
    public void text(String text) {
        if (state == State.OPEN) {
            slice.loop().metrics().received();
            Spoken.in(text).ifPresent(content -> room.write(this, content));
        }
    }

    @Override
    public void ping(byte[] payload) {
        send(ServerFrame.pong(payload));
    }

    @Override
    public void pong() {
        // It was heard, and that is all.
    }

    @Override
    public void close() {
        end(CloseCode.NORMAL, "");
        // Both have said goodbye.
        if (waiting == null) {
            closed();
        }
    }

    @Override
    public void broken(CloseCode code, String reason) {
        end(code, reason);
    }

    /** One frame for this one alone. */
    void send(byte[] frame) {
        send(new Shared(ByteBuffer.wrap(frame)), 1);
    }

    void send(Shared shared, int frames) {
        if (state == State.OPEN) {
            write(shared, frames);
        }
    }

    private void write(Shared shared, int frames) {
        try {
            if (waiting == null) {
                channel.write(shared.bytes());
                if (!shared.bytes().hasRemaining()) {
                    return;
                }
            }
            keep(shared.rest(), frames);
        } catch (IOException e) {
            closed();
        }
    }

    private void keep(ByteBuffer rest, int frames) {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            stuckSince = System.nanoTime();
            interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
        waiting.add(new Waiting(rest, frames));
        waitingFrames += frames;
        waitingBytes += rest.remaining();
        if (pace.tooSlow(waitingFrames, waitingBytes)) {
            drop();
        }
    }

    /** Goes on with what waits. */
    void writable() {
        Deque<Waiting> queue = waiting;
        if (queue == null) {
            return;
        }
        try {
            for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
                int written = channel.write(next.bytes());
                waitingBytes -= written;
                if (written > 0) {
                    stuckSince = System.nanoTime();
                }
                if (next.bytes().hasRemaining()) {
                    return;
                }
                waitingFrames -= next.frames();
                queue.poll();
            }
            waiting = null;
            interest(SelectionKey.OP_READ);
            if (state == State.ENDING) {
                channel.shutdownOutput();
            }
        } catch (IOException e) {
            closed();
        }
    }

    private void interest(int operations) {
        if (key != null && key.isValid()) {
            key.interestOps(operations);
        }
    }

    /** Leaves the room, says goodbye, and waits a moment for the other side's. */
    void end(CloseCode code, String reason) {
        if (state != State.OPEN) {
            return;
        }
        state = State.ENDING;
        endBy = System.nanoTime() + GOODBYE_NANOS;
        leave();
        write(new Shared(ByteBuffer.wrap(ServerFrame.close(code, reason))), 1);
        if (state == State.ENDING && waiting == null) {
            try {
                channel.shutdownOutput();
            } catch (IOException e) {
                closed();
            }
        }
    }

    /** It does not read: what waits for it, here and in the system, is thrown away. */
    private void drop() {
        slice.loop().metrics().dropped();
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is closed anyway.
        }
        closed();
    }

    /** Looks after it, every second or so. */
    void look(long now) {
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.ENDING) {
            if (now - endBy >= 0) {
                closed();
            }
        } else if (waiting != null && pace.stuck(now - stuckSince)) {
            drop();
        } else if (pace.silent(now - heardAt)) {
            closed();
        } else if (pace.pingDue(now - pingedAt)) {
            pingedAt = now;
            send(ServerFrame.ping());
        }
    }

    void closed() {
        if (state == State.CLOSED) {
            return;
        }
        boolean inside = state == State.OPEN;
        state = State.CLOSED;
        waiting = null;
        if (inside) {
            leave();
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Nobody is left to tell.
        }
        slice.loop().gone(this);
    }

    private void leave() {
        slice.remove(this);
        room.leave(this);
    }
}
