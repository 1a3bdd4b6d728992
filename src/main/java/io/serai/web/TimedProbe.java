package io.serai.web;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks something that may hang, for callers who can't wait: at most one question is under way, its
 * answer serves everybody for a while, and nobody waits longer than the patience. Thread-safe.
 */
final class TimedProbe<T> {
    private static final Logger log = LoggerFactory.getLogger(TimedProbe.class);

    private final String name;
    private final Supplier<T> question;
    private final Duration fresh;
    private final Duration patience;

    private @Nullable CompletableFuture<T> current;
    private long askedNanos;

    TimedProbe(String name, Supplier<T> question, Duration fresh, Duration patience) {
        this.name = name;
        this.question = question;
        this.fresh = fresh;
        this.patience = patience;
    }

    /** The answer; empty if it failed or does not come in time. */
    Optional<T> get() {
        try {
            return Optional.of(asked().get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            log.debug("probe.failed name={}", name, e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private synchronized CompletableFuture<T> asked() {
        CompletableFuture<T> known = current;
        boolean stale = System.nanoTime() - askedNanos > fresh.toNanos();
        if (known != null && !(known.isDone() && stale)) {
            return known;
        }
        CompletableFuture<T> asked = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("probe-" + name)
                .start(() -> asked.completeAsync(question, Runnable::run));
        current = asked;
        askedNanos = System.nanoTime();
        return asked;
    }
}
