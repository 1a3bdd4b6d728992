package io.serai.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens connections outside the pools, for what needs one of its own for long: listening to
 * notifications, sending them. Thread-safe.
 */
@FunctionalInterface
public interface DedicatedConnections {
    /**
     * A new connection in auto-commit mode; the caller closes it. It has no limit on the time of a
     * read: the caller sets one ({@link Connection#setNetworkTimeout}).
     *
     * @param purpose a word that PostgreSQL shows as part of the session's name
     * @throws SQLException when the database does not let us in within a few seconds
     */
    Connection open(String purpose) throws SQLException;
}
