package io.serai.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Properties;

/**
 * The two connection pools. Every wait in them is bounded, and a connection that broke is replaced,
 * so that they heal when the database comes back. Limits travel with the login and cost no round
 * trip.
 */
final class ConnectionPools {
    /** Read committed is what the decisions are written for, whatever the server's default is. */
    private static final String ISOLATION = "-c default_transaction_isolation=read\\ committed";

    /**
     * The server plans each statement once. By itself it would plan what the lock's function reads
     * anew for every hook, which took longer than reading it. A plan is kept for long, so it must
     * not depend on how little a table held when it was made: whatever has an index is found by it.
     */
    private static final String PLANS =
            "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off"
                    + " -c enable_mergejoin=off -c jit=off";

    private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

    private ConnectionPools() {}

    /** For hooks: 1 s for a connection, then 2 s for the database to answer. */
    static HikariDataSource hooks(DatabaseAddress address, int size) {
        HikariConfig config =
                config(
                        address,
                        "hooks",
                        size,
                        "-c lock_timeout=1s -c statement_timeout=2s " + PLANS);
        config.setMinimumIdle(size);
        config.setConnectionTimeout(Duration.ofSeconds(1).toMillis());
        config.setValidationTimeout(Duration.ofMillis(500).toMillis());
        limit(config, 2, 2);
        return new HikariDataSource(config);
    }

    /** For everything else; lists and clean-up may take their time, but never for ever. */
    static HikariDataSource general(DatabaseAddress address, int size) {
        HikariConfig config =
                config(
                        address,
                        "general",
                        size,
                        "-c lock_timeout=10s -c statement_timeout=30s"
                                + " -c idle_in_transaction_session_timeout=60s");
        config.setMinimumIdle(Math.min(2, size));
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        limit(config, 5, 35);
        return new HikariDataSource(config);
    }

    /** For one connection outside the pools: a few seconds to connect, no limit on a read. */
    static Properties dedicated(DatabaseAddress address, String purpose) {
        Properties connection = address.connection("serai-" + purpose, ISOLATION);
        connection.setProperty("connectTimeout", "5");
        connection.setProperty("loginTimeout", "5");
        connection.setProperty("tcpKeepAlive", "true");
        return connection;
    }

    private static HikariConfig config(
            DatabaseAddress address, String name, int size, String limits) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.jdbcUrl());
        config.setMaximumPoolSize(size);
        config.setKeepaliveTime(KEEP_ALIVE.toMillis());
        config.setMaxLifetime(LONGEST_LIFE.toMillis());
        // The database was asked before; if it goes away in between, the pool waits for it.
        config.setInitializationFailTimeout(-1);
        Properties connection = address.connection("serai-" + name, ISOLATION + " " + limits);
        connection.setProperty("reWriteBatchedInserts", "true");
        // Hooks send few statements very often: have the server keep their plans soon.
        connection.setProperty("prepareThreshold", "3");
        connection.forEach((key, value) -> config.addDataSourceProperty(key.toString(), value));
        return config;
    }

    private static void limit(HikariConfig config, int connectSeconds, int socketSeconds) {
        config.addDataSourceProperty("connectTimeout", Integer.toString(connectSeconds));
        config.addDataSourceProperty("loginTimeout", Integer.toString(connectSeconds));
        config.addDataSourceProperty("socketTimeout", Integer.toString(socketSeconds));
    }
}
