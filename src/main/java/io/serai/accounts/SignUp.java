package io.serai.accounts;

import java.util.Optional;

/**
 * What somebody who signs up has said; checked by {@link AccountForm}.
 *
 * @param email as it was written; compared without regard to case
 */
record SignUp(String name, String username, String email, String password, Optional<String> image) {
    @Override
    public String toString() {
        return "sign-up";
    }
}
