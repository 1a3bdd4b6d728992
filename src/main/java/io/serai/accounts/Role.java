package io.serai.accounts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an account may do besides what everybody may. */
enum Role {
    USER,
    /** All that the admin token may. */
    ADMIN;

    static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
