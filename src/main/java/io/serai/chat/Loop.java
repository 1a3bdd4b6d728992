package io.serai.chat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads and writes a share of all connections, with one buffer for each of the two.
 * {@link #open}, {@link #flushSoon} and {@link #stop} may be called by any thread.
 */
final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final int READ_BYTES = 16 * 1024;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final long LOOK_MS = 1000;

    private final HubMetrics metrics;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<Slice> waitingSlices = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
    private final Set<Connection> connections = new HashSet<>();
    private long lookedAt = System.nanoTime();
    private volatile boolean stopping;

    Loop(int number, HubMetrics metrics) throws IOException {
        this.metrics = metrics;
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name("chat-" + number).unstarted(this::run);
    }

    HubMetrics metrics() {
        return metrics;
    }

    void start() {
        thread.start();
    }

    /** Serves a connection from now on, and first of all what it has sent already. */
    void open(Connection connection, ByteBuffer sent) {
        post(() -> begin(connection, sent));
    }

    /** Writes out what a slice holds. */
    void flushSoon(Slice slice) {
        waitingSlices.add(slice);
        wake();
    }

    private void post(Runnable task) {
        tasks.add(task);
        wake();
    }

    private void wake() {
        if (Thread.currentThread() != thread && awake.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    private void begin(Connection connection, ByteBuffer sent) {
        if (connection.isClosed()) {
            return;
        }
        connections.add(connection);
        try {
            connection.begin(selector);
            connection.received(sent);
        } catch (IOException e) {
            connection.closed();
        }
        if (stopping) {
            connection.end(CloseCode.GOING_AWAY, "Serai stops");
        }
    }

    void gone(Connection connection) {
        connections.remove(connection);
        metrics.closed(connection.network());
    }

    private void run() {
        while (!stopping || !connections.isEmpty()) {
            try {
                turn();
            } catch (IOException e) {
                log.error("chat.loop-failed", e);
                return;
            } catch (RuntimeException e) {
                // What failed was one connection's or one slice's; the others go on.
                log.error("chat.turn-failed", e);
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            log.debug("chat.selector-not-closed", e);
        }
    }

    private void turn() throws IOException {
        awake.set(false);
        if (tasks.isEmpty() && waitingSlices.isEmpty()) {
            selector.select(LOOK_MS);
        } else {
            selector.selectNow();
        }
        awake.set(true);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        serveReady();
        flushSlices();
        lookAfterAll();
    }

    private void serveReady() {
        Set<SelectionKey> ready = selector.selectedKeys();
        for (SelectionKey key : ready) {
            serve(key, (Connection) key.attachment());
        }
        ready.clear();
    }

    private void serve(SelectionKey key, Connection connection) {
        try {
            if (key.isWritable()) {
                connection.writable();
            }
            if (key.isValid() && key.isReadable()) {
                connection.readable(readBuffer);
            }
        } catch (CancelledKeyException e) {
            connection.closed();
        } catch (RuntimeException e) {
            log.error("chat.connection-failed member=\"{}\"", connection.member(), e);
            connection.closed();
        }
    }

    /** Each of those that wait now has one turn. */
    private void flushSlices() {
        List<Slice> turn = new ArrayList<>();
        for (Slice slice = waitingSlices.poll(); slice != null; slice = waitingSlices.poll()) {
            turn.add(slice);
        }
        turn.forEach(slice -> slice.flush(batch));
    }

    private void lookAfterAll() {
        long now = System.nanoTime();
        if (now - lookedAt >= Duration.ofMillis(LOOK_MS).toNanos()) {
            lookedAt = now;
            List.copyOf(connections).forEach(connection -> connection.look(now));
        }
    }

    /** Says goodbye to everybody; {@link #join} waits for their answers. */
    void stop() {
        post(
                () -> {
                    stopping = true;
                    List.copyOf(connections)
                            .forEach(one -> one.end(CloseCode.GOING_AWAY, "Serai stops"));
                });
    }

    void join(Duration most) throws InterruptedException {
        thread.join(most);
        if (thread.isAlive()) {
            post(() -> List.copyOf(connections).forEach(Connection::closed));
            thread.join(most);
        }
    }
}
