package io.serai.accounts;

import io.serai.common.StartRefused;
import io.serai.common.http.RateLimit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of accounts. The secret is masked in {@link #toString}.
 *
 * @param jwtSecret signs our tokens, at least 32 characters; empty: made at the first start with
 *     the embedded database
 * @param sessionIdle a session that nobody uses for so long is over
 * @param sessionLongest after so long everybody signs in again
 * @param sessionMemory how long a node believes what it has read of a session
 * @param hashCost cost of BCrypt: each step doubles the work
 * @param hashesAtOnce so many passwords are hashed at the same time
 * @param hashWait how long a sign-in waits for its turn
 * @param signUpLimit sign-ups of an address
 * @param signInAddressLimit failed sign-ins of an address
 * @param signInAccountLimit failed sign-ins of an e-mail address
 * @param applicationLimit applications of an account, and of an address
 * @param tieLimit follows and blocks of an account, and of an address
 * @param issuer an identity provider that knows everybody in our place
 */
@ConfigurationProperties("serai.accounts")
record AccountsSettings(
        @DefaultValue("") String jwtSecret,
        @DefaultValue("7d") Duration sessionIdle,
        @DefaultValue("90d") Duration sessionLongest,
        @DefaultValue("3s") Duration sessionMemory,
        @DefaultValue("10") int hashCost,
        @DefaultValue("2") int hashesAtOnce,
        @DefaultValue("3s") Duration hashWait,
        RateLimit signUpLimit,
        RateLimit signInAddressLimit,
        RateLimit signInAccountLimit,
        RateLimit applicationLimit,
        RateLimit tieLimit,
        @DefaultValue Issuer issuer) {
    private static final int LOWEST_COST = 4;
    private static final int HIGHEST_COST = 16;

    /**
     * An identity provider whose tokens we believe instead of our own.
     *
     * @param uri as its tokens name it; empty: there is none
     * @param jwksUri where its keys are; empty: where its OpenID configuration says
     * @param audience as its tokens name us
     * @param timeout how long it may take to tell its keys
     * @param keepKeys how long its keys are believed
     * @param outliveOutage how much longer while it does not answer
     */
    record Issuer(
            @DefaultValue("") String uri,
            @DefaultValue("") String jwksUri,
            @DefaultValue("") String audience,
            @DefaultValue("2s") Duration timeout,
            @DefaultValue("5m") Duration keepKeys,
            @DefaultValue("1h") Duration outliveOutage) {
        Issuer {
            uri = uri.strip();
            jwksUri = jwksUri.strip();
            audience = audience.strip();
            if (!timeout.isPositive() || !keepKeys.isPositive() || outliveOutage.isNegative()) {
                throw new IllegalArgumentException(
                        "serai.accounts.issuer.timeout and keep-keys are longer than zero, and"
                                + " outlive-outage is not negative");
            }
            if (!uri.isEmpty() && audience.isEmpty()) {
                throw new StartRefused(
                        "SERAI_ISSUER_URI is set, but not SERAI_ISSUER_AUDIENCE: without it tokens"
                                + " that were made for other services would be good here.");
            }
        }

        boolean configured() {
            return !uri.isEmpty();
        }
    }

    AccountsSettings {
        if (!sessionIdle.isPositive() || sessionLongest.compareTo(sessionIdle) < 0) {
            throw new IllegalArgumentException(
                    "serai.accounts.session-idle is longer than zero, and session-longest not"
                            + " shorter than it");
        }
        if (!sessionMemory.isPositive()) {
            throw new IllegalArgumentException("serai.accounts.session-memory is longer than zero");
        }
        if (hashCost < LOWEST_COST || hashCost > HIGHEST_COST) {
            throw new IllegalArgumentException("serai.accounts.hash-cost is 4 to 16");
        }
        if (hashesAtOnce < 1 || hashWait.isNegative()) {
            throw new IllegalArgumentException(
                    "serai.accounts.hashes-at-once is at least 1, and hash-wait not negative");
        }
    }

    /** Only what is no secret. */
    @Override
    public String toString() {
        return "sessionIdle=" + sessionIdle + " sessionLongest=" + sessionLongest;
    }
}
