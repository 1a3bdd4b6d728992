package io.serai.accounts;

import io.serai.common.UserId;
import java.time.Instant;
import java.util.Optional;

/** Who holds which token: our own ones, or those of an identity provider. Thread-safe. */
interface Bearers {
    /**
     * What a good token proves.
     *
     * @param expiresAt until when, if nothing happens meanwhile
     */
    record Proof(AccountRow account, Instant expiresAt) {}

    /** Whose token this is; empty if it is not good (any more). */
    Optional<Proof> find(String token);

    /** From now on the token is not good any more. */
    void end(String token);

    /** What is remembered of this account is read again. */
    void forget(UserId account);
}
