package io.serai.database;

import io.serai.common.StartRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of Serai's own in the data directory: durable, with a password, on loopback only. A
 * server that ends unasked is started again on its port. Thread-safe.
 */
final class EmbeddedServer implements DatabaseServer {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

    static final String PASSWORD_FILE = "database-password";
    private static final String NAME = "serai";
    private static final String ROLE_MISSING =
            "SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'serai')";
    private static final String DATABASE_MISSING =
            "SELECT NOT EXISTS (SELECT FROM pg_database WHERE datname = 'serai')";
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final EmbeddedCluster cluster;
    private final String password;
    private final int port;
    private final Thread watch;
    private volatile boolean closing;

    private EmbeddedServer(EmbeddedCluster cluster, String password, int port) {
        this.cluster = cluster;
        this.password = password;
        this.port = port;
        this.watch = Thread.ofVirtual().name("postgres-watch").unstarted(this::watch);
    }

    /**
     * Starts the server, and creates it at the first start. A server that an earlier Serai left
     * behind is stopped first, so that this one runs with its own settings and programs.
     *
     * @throws StartRefused when it can't be started
     */
    static EmbeddedServer start(DataDirectory directory) {
        Path log = directory.path().resolve("postgres.log");
        try {
            EmbeddedCluster cluster = EmbeddedCluster.of(directory.path(), log);
            cluster.stopOrphan();
            if (cluster.exists() && !directory.hasSecret(PASSWORD_FILE)) {
                throw new StartRefused(
                        "The password of the embedded PostgreSQL, "
                                + directory.path().resolve(PASSWORD_FILE)
                                + ", is gone; restore the file.");
            }
            String password = directory.secret(PASSWORD_FILE, 48);
            if (!cluster.exists()) {
                cluster.initialise(directory.path().resolve(PASSWORD_FILE));
            }
            EmbeddedServer server = started(cluster, password);
            server.watch.start();
            return server;
        } catch (IOException | SQLException failed) {
            throw new StartRefused(
                    "The embedded PostgreSQL did not start ("
                            + failed.getMessage()
                            + "); the reason stands in "
                            + log
                            + ".",
                    failed);
        }
    }

    @Override
    public DatabaseAddress address() {
        return DatabaseAddress.of(url(NAME), NAME, password);
    }

    /** Ends every connection and waits until the data is on disk. */
    @Override
    public void close() {
        closing = true;
        watch.interrupt();
        try {
            watch.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        cluster.stop();
    }

    private static EmbeddedServer started(EmbeddedCluster cluster, String password)
            throws IOException, SQLException {
        int port = cluster.startOnFreePort();
        EmbeddedServer server = new EmbeddedServer(cluster, password, port);
        try {
            server.createDatabase();
        } catch (SQLException | RuntimeException failed) {
            cluster.stop();
            throw failed;
        }
        log.info("database.embedded.started port={}", port);
        return server;
    }

    /** A start may be killed between any two of these. */
    private void createDatabase() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(url("postgres"), "postgres", password);
                Statement statement = connection.createStatement()) {
            if (is(statement, ROLE_MISSING)) {
                // Hexadecimal digits need no quoting.
                statement.execute("CREATE ROLE serai LOGIN PASSWORD '" + password + "'");
            }
            if (is(statement, DATABASE_MISSING)) {
                statement.execute("CREATE DATABASE serai OWNER serai");
            }
        }
    }

    private static boolean is(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /**
     * Looks itself instead of waiting for the end of the process: in a container whose first
     * process collects no children, a process that ended never goes away.
     */
    private void watch() {
        try {
            while (!closing) {
                Thread.sleep(WATCH_INTERVAL);
                if (hasEnded()) {
                    log.error("database.embedded.ended port={} next=\"start again\"", port);
                    startAgain();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasEnded() {
        try {
            return cluster.running().isEmpty();
        } catch (IOException unknown) {
            return false;
        }
    }

    private void startAgain() throws InterruptedException {
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            Thread.sleep(pause);
            try {
                cluster.start(port);
                log.info("database.embedded.started port={}", port);
                return;
            } catch (IOException failed) {
                if (closing) {
                    return;
                }
                log.error("database.embedded.failed reason=\"{}\"", failed.getMessage());
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }
}
