package io.serai.common.http;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.TooMany;
import io.serai.common.ControlException.Unauthenticated;
import io.serai.common.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may do everything: whoever has the admin token, or is signed in with the role admin. Wrong
 * tokens are counted by address, so that nobody can try them all. Thread-safe.
 */
public final class Admins {
    private static final Logger log = LoggerFactory.getLogger(Admins.class);
    private static final RateLimit WRONG_TOKENS = new RateLimit(10, Duration.ofMinutes(1));

    private final AdminToken token;
    private final Accounts accounts;
    private final RateLimiter attempts;
    private final Clock clock;

    public Admins(AdminToken token, Accounts accounts, RateLimits limits, Clock clock) {
        this.token = token;
        this.accounts = accounts;
        this.attempts = limits.limiter("admin-attempts", WRONG_TOKENS);
        this.clock = clock;
    }

    /** Who is signed in, by a token of their own. */
    public interface Accounts {
        Optional<Holder> holder(HttpCall call);

        /** Whose token a call shows. */
        record Holder(UserId account, boolean admin) {}
    }

    /** What a call is allowed. */
    public sealed interface Ruling {
        record Everything(Admission admission) implements Ruling {}

        /** Nothing yet: there were too many wrong tokens. */
        record Later(Duration retryAfter) implements Ruling {}

        /** Nothing: this is somebody, but no admin. */
        record NotAdmin() implements Ruling {}

        /** Nothing: this is nobody. */
        record Nobody() implements Ruling {}
    }

    public Ruling rule(HttpCall call) {
        Optional<Duration> wait = attempts.wait(call.caller());
        if (wait.isPresent()) {
            return new Ruling.Later(wait.get());
        }
        Optional<String> given = call.headers().first("Authorization");
        if (given.filter(token::matches).isPresent()) {
            return new Ruling.Everything(new Admission.Token());
        }
        Optional<Accounts.Holder> holder = accounts.holder(call);
        if (holder.isPresent()) {
            return holder.get().admin()
                    ? new Ruling.Everything(new Admission.Admin(holder.get().account()))
                    : new Ruling.NotAdmin();
        }
        if (given.isPresent()) {
            attempts.count(call.caller());
            log.warn("admin.refused address={}", call.caller().address());
        }
        return new Ruling.Nobody();
    }

    /**
     * As whom an admin makes the call.
     *
     * @throws Unauthenticated when it is nobody
     * @throws Denied when it is no admin
     * @throws TooMany when there were too many wrong tokens
     */
    public Admission required(HttpCall call) {
        return switch (rule(call)) {
            case Ruling.Everything(Admission admission) -> admission;
            case Ruling.Later(Duration wait) ->
                    throw new TooMany("Too many wrong tokens from this address", wait);
            case Ruling.NotAdmin() -> throw new Denied("Only an admin may do this");
            case Ruling.Nobody() -> throw new Unauthenticated(clock.instant());
        };
    }
}
