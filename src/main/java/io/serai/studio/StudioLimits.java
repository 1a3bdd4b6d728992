package io.serai.studio;

import io.serai.accounts.Account;
import io.serai.common.ControlException.TooMany;
import io.serai.common.http.HttpCall;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** How often somebody, and everybody behind an address, may do what costs LiveKit. Thread-safe. */
@Component
final class StudioLimits {
    private final RateLimiter creations;
    private final RateLimiter ingresses;
    private final RateLimiter tokens;
    private final RateLimiter addressTokens;

    StudioLimits(RateLimits limits, StudioSettings settings) {
        this.creations = limits.limiter("stream-creation", settings.creationLimit());
        this.ingresses = limits.limiter("stream-ingress", settings.ingressLimit());
        this.tokens = limits.limiter("stream-token", settings.tokenLimit());
        this.addressTokens = limits.limiter("stream-token-address", settings.addressTokenLimit());
    }

    /**
     * @throws TooMany when the creator has to wait
     */
    void takeCreation(Account creator, HttpCall call) {
        take(creations, creator, call, "Too many new streams");
    }

    /**
     * @throws TooMany when the creator has to wait
     */
    void takeIngress(Account creator, HttpCall call) {
        take(ingresses, creator, call, "Too many new stream keys");
    }

    /**
     * @throws TooMany when the viewer has to wait, or everybody behind the address
     */
    void takeToken(Optional<Account> viewer, HttpCall call) {
        viewer.ifPresent(account -> tokens.take(named(account), "Too many tokens"));
        addressTokens.take(call.caller(), "Too many tokens");
    }

    private static void take(RateLimiter limiter, Account who, HttpCall call, String what) {
        limiter.take(named(who), what);
        limiter.take(call.caller(), what);
    }

    private static String named(Account who) {
        return "account " + who.id();
    }
}
