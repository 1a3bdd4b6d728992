package io.serai.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between a client and the database: counts round trips, and can fall silent as a hung
 * server or a broken network does. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong roundTrips = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thawed = lock.newCondition();
    private boolean frozen;

    private TcpProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Listens on a free port. */
    public static TcpProxy to(int target) {
        return at(0, target);
    }

    public static TcpProxy at(int port, int target) {
        try {
            TcpProxy proxy =
                    new TcpProxy(
                            new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().name("proxy").start(proxy::accept);
            return proxy;
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How often a client spoke after the server had. */
    public long roundTrips() {
        return roundTrips.get();
    }

    /** From now on nothing passes; connections stay open. */
    public void freeze() {
        setFrozen(true);
    }

    /** Lets pass what waits. */
    public void thaw() {
        setFrozen(false);
    }

    /** Breaks every connection. */
    public void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        thaw();
        cut();
    }

    private void setFrozen(boolean value) {
        lock.lock();
        try {
            frozen = value;
            thawed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void passWhenThawed() {
        lock.lock();
        try {
            while (frozen) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                AtomicBoolean serverSpoke = new AtomicBoolean(true);
                Thread.ofVirtual()
                        .start(
                                () ->
                                        pump(
                                                client,
                                                server,
                                                () -> {
                                                    if (serverSpoke.getAndSet(false)) {
                                                        roundTrips.incrementAndGet();
                                                    }
                                                }));
                Thread.ofVirtual().start(() -> pump(server, client, () -> serverSpoke.set(true)));
            } catch (IOException closed) {
                // The loop ends if it was the listener; else the client sees it.
            }
        }
    }

    private void pump(Socket from, Socket to, Runnable passed) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                passWhenThawed();
                passed.run();
                to.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException broken) {
            // Both ends are closed now, which is what the peers have to see.
        }
    }
}
