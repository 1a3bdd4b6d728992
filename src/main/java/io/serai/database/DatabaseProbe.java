package io.serai.database;

import io.serai.common.StartRefused;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a database, before anything depends on it, whether Serai can work with it. */
final class DatabaseProbe {
    private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final int OLDEST_VERSION = 13;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String VERSION =
            "SELECT current_setting('server_version_num')::int, current_setting('server_version')";

    private DatabaseProbe() {}

    /**
     * Waits until the database answers.
     *
     * @throws StartRefused when it does not within {@code wait}, when it refuses the login, or when
     *     it is older than PostgreSQL 13
     */
    static void await(DatabaseAddress address, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        boolean told = false;
        while (true) {
            try {
                check(address);
                return;
            } catch (SQLException problem) {
                refuseWhatStays(address, problem);
                if (System.nanoTime() - deadline >= 0) {
                    throw new StartRefused(
                            "The database "
                                    + address.display()
                                    + " did not answer within "
                                    + wait.toSeconds()
                                    + " s: "
                                    + problem.getMessage(),
                            problem);
                }
                if (!told) {
                    log.warn(
                            "database.unreachable address={} waiting={}s reason=\"{}\"",
                            address.display(),
                            wait.toSeconds(),
                            problem.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    private static void check(DatabaseAddress address) throws SQLException {
        Properties properties = address.connection("serai-start", "");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "5");
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(VERSION)) {
            row.next();
            refuseOldServer(address, row.getInt(1), row.getString(2));
            log.info("database.ready address={} version={}", address.display(), row.getString(2));
        }
    }

    private static void refuseOldServer(DatabaseAddress address, int number, String version) {
        if (number / 10_000 < OLDEST_VERSION) {
            throw new StartRefused(
                    "The database "
                            + address.display()
                            + " is PostgreSQL "
                            + version
                            + "; Serai needs PostgreSQL "
                            + OLDEST_VERSION
                            + " or later.");
        }
    }

    /** A wrong password or database name does not heal by waiting. */
    private static void refuseWhatStays(DatabaseAddress address, SQLException problem) {
        String state = problem.getSQLState() == null ? "" : problem.getSQLState();
        if (state.startsWith("28")) {
            throw new StartRefused(
                    "The database "
                            + address.display()
                            + " refused the login; check DATABASE_URL, or DATABASE_USER and"
                            + " DATABASE_PASSWORD: "
                            + problem.getMessage(),
                    problem);
        }
        if (state.equals("3D000")) {
            throw new StartRefused(
                    "There is no database "
                            + address.display()
                            + "; create it, or correct DATABASE_URL or DB_NAME.",
                    problem);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartRefused("The start was interrupted.", stopped);
        }
    }
}
