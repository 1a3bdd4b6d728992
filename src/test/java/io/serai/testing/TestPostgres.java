package io.serai.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.serai.database.HookDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A real PostgreSQL for tests: one server for the JVM, in a temporary directory, stopped when the
 * JVM exits. Not durable. Thread-safe.
 */
public final class TestPostgres {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestPostgres() {}

    /** A new database, migrated and empty, behind a pool that opens connections as needed. */
    public static DataSource freshDatabase() {
        String name = "test_" + NUMBER.incrementAndGet();
        try {
            execute("CREATE DATABASE " + name + " TEMPLATE serai_template STRATEGY file_copy");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return pool(name, "");
    }

    /** The same database as hooks see it: an own pool, with the limits of the real one. */
    public static HookDatabase hookDatabase(DataSource database) {
        HikariDataSource pool = pool(name(database), "-c lock_timeout=1s -c statement_timeout=2s");
        return new HookDatabase(
                new JdbcTemplate(pool), new TransactionTemplate(new JdbcTransactionManager(pool)));
    }

    /** Address of a database for something that connects by itself. */
    public static String url(DataSource database) {
        return url(database, port());
    }

    /** The same through a proxy that listens on another port. */
    public static String url(DataSource database, int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name(database) + "?user=postgres";
    }

    /** Where the server listens on loopback. */
    public static int port() {
        return Server.INSTANCE.getPort();
    }

    private static String name(DataSource database) {
        String name =
                new JdbcTemplate(database)
                        .queryForObject("SELECT current_database()", String.class);
        return Objects.requireNonNull(name);
    }

    private static HikariDataSource pool(String database, String options) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(database);
        config.setDataSource(
                Server.INSTANCE.getDatabase("postgres", database, Map.of("options", options)));
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** Started by the first test that asks. */
    private static final class Server {
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server =
                        EmbeddedPostgres.builder()
                                .setServerConfig("full_page_writes", "off")
                                .start();
                try (Connection connection = server.getPostgresDatabase().getConnection();
                        Statement sql = connection.createStatement()) {
                    sql.execute("CREATE DATABASE serai_template");
                }
                Flyway.configure()
                        .dataSource(server.getDatabase("postgres", "serai_template"))
                        .load()
                        .migrate();
                return server;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
