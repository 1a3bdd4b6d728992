package io.serai.srs;

import io.serai.common.ControlException;
import io.serai.common.ControlException.Unavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that many want and one asks for: whoever comes while a question is under way waits for
 * its answer, and for a while afterwards the answer serves everybody. So does a failure.
 * Thread-safe.
 */
public final class AskedOnce<T> {
    private final Supplier<T> question;
    private final Duration serves;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Asked<T>> latest = new AtomicReference<>();

    private record Asked<T>(long atMillis, CompletableFuture<T> answer) {}

    /**
     * @param question asks, and throws {@link Unavailable} if there is no answer
     * @param serves how long an answer serves, from when it was asked for
     */
    public AskedOnce(Supplier<T> question, Duration serves, InstantSource clock) {
        this.question = question;
        this.serves = serves;
        this.clock = clock;
    }

    /**
     * The answer; it takes as long as the question does.
     *
     * @throws Unavailable as the question did
     */
    public T answer() {
        while (true) {
            Asked<T> known = latest.get();
            long now = clock.millis();
            if (known != null && (!known.answer().isDone() || serves(known, now))) {
                return result(known.answer());
            }
            Asked<T> mine = new Asked<>(now, new CompletableFuture<>());
            if (latest.compareAndSet(known, mine)) {
                ask(mine.answer());
                return result(mine.answer());
            }
        }
    }

    /** The answer that came last, however old; empty if there is none. */
    public Optional<T> latest() {
        Asked<T> known = latest.get();
        return known != null
                        && known.answer().isDone()
                        && !known.answer().isCompletedExceptionally()
                ? Optional.of(known.answer().join())
                : Optional.empty();
    }

    /** What is known is not true any more: who comes from now on asks anew. */
    public void forget() {
        latest.set(null);
    }

    private void ask(CompletableFuture<T> answer) {
        try {
            answer.complete(question.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private boolean serves(Asked<T> known, long now) {
        long age = now - known.atMillis();
        return age >= 0 && age < serves.toMillis();
    }

    private static <T> T result(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ControlException known
                    ? known
                    : new IllegalStateException("The question failed", e.getCause());
        }
    }
}
