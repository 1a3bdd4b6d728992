package io.serai.common.http;

import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.serai.common.ControlException.TooMany;
import io.serai.common.UserId;
import java.time.Duration;
import java.util.Optional;

/** Counts how often each caller does one thing. Thread-safe. */
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
     * Counts one more of somebody who is signed in, from whichever address.
     *
     * @param what the account does too often, as {@code "Too many new streams"}
     * @throws TooMany when the account has to wait
     */
    public void take(UserId account, String what) {
        Optional<Duration> wait = count("account " + account);
        if (wait.isPresent()) {
            throw new TooMany(what + " from this account; try again later", wait.get());
        }
    }

    /** Counts one more, unless the caller has to wait: then it tells how long. */
    public Optional<Duration> count(Caller caller) {
        return count(caller.network());
    }

    private Optional<Duration> count(String whom) {
        if (!limits.on()) {
            return Optional.empty();
        }
        ConsumptionProbe probe = limits.bucket(name, whom, limit).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** How long the caller has to wait before one more is allowed; counts nothing. */
    public Optional<Duration> wait(Caller caller) {
        if (!limits.on()) {
            return Optional.empty();
        }
        EstimationProbe probe =
                limits.bucket(name, caller.network(), limit).estimateAbilityToConsume(1);
        return probe.canBeConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
}
