package io.serai.accounts;

import io.serai.common.UserId;
import java.util.Optional;

/**
 * Somebody whom we know.
 *
 * @param name what others are shown
 * @param username unique; of accounts that were made here {@code [a-z0-9_]{3,32}}, of others {@code
 *     user-<id>}
 * @param image address of a picture
 * @param admin whether the role is {@code admin}
 */
public record Account(
        UserId id, String name, String username, Optional<String> image, boolean admin) {
    /** Only the id: names are of no use to a log. */
    @Override
    public String toString() {
        return "account " + id;
    }
}
