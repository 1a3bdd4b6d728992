package io.serai.playback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, taken piece by piece and no faster than its reader wants it. One thread
 * reads; the HTTP client writes.
 */
final class ArrivingBytes implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    /** One is read while the next one arrives. */
    private static final int PIECES_AHEAD = 2;

    private sealed interface Signal {}

    private record Piece(List<ByteBuffer> bytes) implements Signal {}

    private record Complete() implements Signal {}

    private record Broken() implements Signal {}

    // Holds the pieces that were asked for, and the end.
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private volatile Optional<Flow.Subscription> subscription = Optional.empty();
    private volatile boolean closed;

    /**
     * The next piece; nothing at the end.
     *
     * @throws IOException if it does not come in time, or the connection broke
     */
    Optional<List<ByteBuffer>> next(Duration atMost) throws IOException {
        return switch (poll(atMost)) {
            case Piece piece -> {
                subscription.ifPresent(one -> one.request(1));
                yield Optional.of(piece.bytes());
            }
            case Complete complete -> Optional.empty();
            case Broken broken -> throw new IOException("the connection broke before the end");
        };
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = Optional.of(started);
        if (closed) {
            started.cancel();
        } else {
            started.request(PIECES_AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        signals.add(new Piece(bytes));
    }

    @Override
    public void onError(Throwable reason) {
        signals.add(new Broken());
    }

    @Override
    public void onComplete() {
        signals.add(new Complete());
    }

    /** Gives up what has not arrived. */
    @Override
    public void close() {
        closed = true;
        subscription.ifPresent(Flow.Subscription::cancel);
    }

    private Signal poll(Duration atMost) throws IOException {
        try {
            Signal signal = signals.poll(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
            if (signal == null) {
                throw new IOException("nothing came within the time it may take");
            }
            return signal;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
