package io.serai.kafka;

import io.serai.events.RetryLater;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Whether the broker takes events. Once it did not, each further event would only wait for the next
 * time-out: one is tried after a pause that grows, the others come back later. Thread-safe.
 */
@Component
final class Broker {
    private static final Logger log = LoggerFactory.getLogger(Broker.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 10;

    private final KafkaSettings settings;
    private final Clock clock;
    private State state = new State.Untried();
    private int failures;
    private Instant nextTry = Instant.EPOCH;

    Broker(KafkaSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** How the last event went. */
    sealed interface State {
        record Untried() implements State {}

        record Works() implements State {}

        record Away(String reason, Instant since) implements State {}
    }

    synchronized State state() {
        return state;
    }

    /**
     * Lets an event through, or sends it back.
     *
     * @throws RetryLater while the broker is away and somebody else tries
     */
    synchronized void admit() {
        if (!(state instanceof State.Away)) {
            return;
        }
        Duration left = left();
        if (left.isPositive()) {
            throw new RetryLater("Kafka did not take an event a moment ago", left);
        }
        nextTry = clock.instant().plus(pause());
    }

    synchronized void took() {
        if (state instanceof State.Away(String reason, Instant since)) {
            log.info("kafka.back away-ms={}", Duration.between(since, clock.instant()).toMillis());
        }
        if (!(state instanceof State.Works)) {
            state = new State.Works();
            failures = 0;
        }
    }

    /**
     * It did not take an event.
     *
     * @return how long that one waits
     */
    synchronized Duration failed(String reason) {
        if (!(state instanceof State.Away(String before, Instant since))) {
            state = new State.Away(reason, clock.instant());
            failures = 1;
            log.warn("kafka.away reason=\"{}\"", reason);
        } else {
            state = new State.Away(reason, since);
            Duration left = left();
            if (left.isPositive()) {
                // Those that were under way together are one failure.
                return left;
            }
            failures = Math.min(failures + 1, MOST_DOUBLINGS);
        }
        nextTry = clock.instant().plus(pause());
        return pause();
    }

    /** Until the next one is tried; no longer than a pause, should somebody set the clock back. */
    private Duration left() {
        Instant now = clock.instant();
        return nextTry.isAfter(now.plus(pause())) ? pause() : Duration.between(now, nextTry);
    }

    private Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (failures - 1));
        return pause.compareTo(settings.longestPause()) < 0 ? pause : settings.longestPause();
    }
}
