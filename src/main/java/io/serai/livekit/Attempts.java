package io.serai.livekit;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.serai.livekit.LiveKitFailed.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * How often LiveKit is asked: once more where the first attempt found no connection, and not at all
 * for a while once it has failed repeatedly. Thread-safe.
 */
final class Attempts {
    private static final int OF_LATE = 10;
    private static final int ENOUGH = 5;
    private static final int HALF = 50;

    private final Duration deadline;
    private final CircuitBreaker breaker;
    private final Clock clock;
    private final AtomicReference<State> state = new AtomicReference<>(new State.Unasked());

    /** How the last question went. */
    sealed interface State {
        record Unasked() implements State {}

        record Works() implements State {}

        record Fails(Reason reason, Instant since) implements State {}
    }

    /**
     * @param deadline for all attempts of one question
     * @param pause how long it is not asked once it has failed repeatedly
     */
    Attempts(Duration deadline, Duration pause, Clock clock) {
        this.deadline = deadline;
        this.clock = clock;
        this.breaker =
                CircuitBreaker.of(
                        "livekit",
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(OF_LATE)
                                .minimumNumberOfCalls(ENOUGH)
                                .failureRateThreshold(HALF)
                                .waitDurationInOpenState(pause)
                                .permittedNumberOfCallsInHalfOpenState(1)
                                .recordException(Attempts::isAway)
                                .build());
    }

    /** For what must not happen twice: a second attempt only if the first one reached nobody. */
    <T> T once(Question<T> question) {
        return guarded(question, false);
    }

    /** For what may happen twice: a second attempt also if the connection broke off. */
    <T> T twice(Question<T> question) {
        return guarded(question, true);
    }

    State state() {
        return state.get();
    }

    /** One attempt. */
    interface Question<T> {
        /**
         * @param left how long it may take
         */
        T ask(Duration left);
    }

    private <T> T guarded(Question<T> question, boolean repeatable) {
        try {
            T answer = breaker.executeSupplier(attempts(question, repeatable));
            note(new State.Works());
            return answer;
        } catch (CallNotPermittedException e) {
            throw new LiveKitFailed(Reason.PAUSED);
        } catch (LiveKitFailed e) {
            note(new State.Fails(e.reason(), clock.instant()));
            throw e;
        }
    }

    private <T> Supplier<T> attempts(Question<T> question, boolean repeatable) {
        return () -> {
            long until = System.nanoTime() + deadline.toNanos();
            try {
                return question.ask(deadline);
            } catch (LiveKitFailed first) {
                Duration left = Duration.ofNanos(until - System.nanoTime());
                boolean harmless =
                        first.reason() == Reason.UNREACHABLE
                                || repeatable && first.reason() == Reason.BROKEN_OFF;
                if (harmless && left.isPositive()) {
                    return question.ask(left);
                }
                throw first;
            }
        };
    }

    /** Since when it fails counts from the first failure of this kind. */
    private void note(State next) {
        state.updateAndGet(known -> sameFailure(known, next) ? known : next);
    }

    private static boolean sameFailure(State before, State next) {
        return before instanceof State.Fails(Reason known, Instant since)
                && next instanceof State.Fails(Reason reason, Instant again)
                && known == reason;
    }

    /** An answer that refuses shows that it is there. */
    private static boolean isAway(Throwable failure) {
        return failure instanceof LiveKitFailed failed
                && switch (failed.reason()) {
                    case UNREACHABLE, BROKEN_OFF, DEADLINE, FAULT -> true;
                    case CREDENTIALS, PAUSED, REFUSED -> false;
                };
    }
}
