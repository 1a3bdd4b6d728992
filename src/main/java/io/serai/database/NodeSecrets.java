package io.serai.database;

import io.serai.common.StartRefused;
import org.springframework.stereotype.Component;

/**
 * Secrets that every node on the same database must have in common. With the embedded database
 * there is one node, which makes them itself; in a deployment an operator sets them. Thread-safe.
 */
@Component
public final class NodeSecrets {
    private static final int DIGITS = 64;

    private final boolean embedded;
    private final DataDirectory directory;

    NodeSecrets(DatabaseSettings settings, DataDirectory directory) {
        this.embedded = settings.embedded();
        this.directory = directory;
    }

    /**
     * What is configured, or else 64 hexadecimal digits that are kept in a file of the data
     * directory.
     *
     * @param variable where an operator sets it
     * @param configured may be blank
     * @throws StartRefused when nothing is configured and the database is not the embedded one
     */
    public String secret(String variable, String configured, String file) {
        if (!configured.isBlank()) {
            return configured.strip();
        }
        if (!embedded) {
            throw new StartRefused(
                    variable
                            + " is not set. With a database of its own (DATABASE_URL) Serai makes"
                            + " no secrets, because all nodes need the same: set it on each of"
                            + " them; \"openssl rand -hex 32\" makes one.");
        }
        return directory.secret(file, DIGITS);
    }
}
