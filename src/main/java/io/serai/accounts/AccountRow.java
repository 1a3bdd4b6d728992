package io.serai.accounts;

import io.serai.common.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * An account as it is kept, but for its password.
 *
 * @param origin who vouches for it: {@code here}, {@code gateway} or {@code issuer}
 */
record AccountRow(
        UserId id,
        String origin,
        String name,
        String username,
        Optional<String> email,
        Optional<String> image,
        Role role,
        Instant createdAt,
        Instant updatedAt) {
    boolean isAdmin() {
        return role == Role.ADMIN;
    }

    /** What other features may know. */
    Account account() {
        return new Account(id, name, username, image, isAdmin());
    }

    @Override
    public String toString() {
        return "account " + id;
    }
}
