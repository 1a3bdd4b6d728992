package io.serai.common.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.serai.common.ControlException.TooMany;
import java.time.Duration;
import java.util.Optional;

/** Counts how often each caller, or whoever else is named, does one thing. Thread-safe. */
public final class RateLimiter {
    private final RateLimits limits;
    private final String name;
    private final RateLimit limit;

    RateLimiter(RateLimits limits, String name, RateLimit limit) {
        this.limits = limits;
        this.name = name;
        this.limit = limit;
    }

    /**
     * Counts one more.
     *
     * @param what the caller does too often, as {@code "Too many new rooms"}
     * @throws TooMany when the caller has to wait
     */
    public void take(Caller caller, String what) {
        Optional<Duration> wait = count(caller);
        if (wait.isPresent()) {
            throw new TooMany(what + " from this address; try again later", wait.get());
        }
    }

    /**
     * Counts one more of somebody who is not told by an address.
     *
     * @throws TooMany when they have to wait
     */
    public void take(String who, String what) {
        Optional<Duration> wait = count(who);
        if (wait.isPresent()) {
            throw new TooMany(what + "; try again later", wait.get());
        }
    }

    /** Counts one more, unless the caller has to wait: then it tells how long. */
    public Optional<Duration> count(Caller caller) {
        return count(caller.network());
    }

    /** How long the caller has to wait before one more is allowed; counts nothing. */
    public Optional<Duration> wait(Caller caller) {
        if (!limits.on()) {
            return Optional.empty();
        }
        EstimationProbe probe = bucket(caller.network()).estimateAbilityToConsume(1);
        return probe.canBeConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** What was counted last does not count after all. */
    public void giveBack(Caller caller) {
        giveBack(caller.network());
    }

    /** What was counted last does not count after all. */
    public void giveBack(String who) {
        if (limits.on()) {
            bucket(who).addTokens(1);
        }
    }

    private Optional<Duration> count(String who) {
        if (!limits.on()) {
            return Optional.empty();
        }
        ConsumptionProbe probe = bucket(who).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(String who) {
        return limits.bucket(name, who, limit);
    }
}
