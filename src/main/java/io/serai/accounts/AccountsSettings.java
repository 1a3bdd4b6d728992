package io.serai.accounts;

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
        RateLimit tieLimit) {
    private static final int LOWEST_COST = 4;
    private static final int HIGHEST_COST = 16;

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
