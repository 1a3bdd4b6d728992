package io.serai.database;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database and what reaches it. The beans depend on each other in the order server, pools,
 * everything else; so the stop, which goes the other way, closes an embedded server last.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    DataDirectory dataDirectory(DataDirectorySettings settings) {
        return DataDirectory.open(Path.of(settings.dataDir()));
    }

    @Bean
    DatabaseServer databaseServer(DatabaseSettings settings, DataDirectory directory) {
        if (settings.embedded()) {
            return EmbeddedServer.start(directory);
        }
        DatabaseAddress address = DatabaseAddress.from(settings);
        DatabaseProbe.await(address, settings.startWait());
        return new ExternalServer(address);
    }

    @Bean
    @Primary
    HikariDataSource generalPool(DatabaseServer server, DatabaseSettings settings) {
        return ConnectionPools.general(server.address(), settings.generalConnections());
    }

    /** The general pool for SQL in route files, which name this bean. */
    @Bean(autowireCandidate = false)
    DataSource readOnlyPool(HikariDataSource generalPool) {
        return new ReadOnlyDataSource(generalPool);
    }

    @Bean(defaultCandidate = false)
    HikariDataSource hookPool(DatabaseServer server, DatabaseSettings settings) {
        return ConnectionPools.hooks(server.address(), settings.hookConnections());
    }

    /** Its transaction manager is no bean, so that nobody else's transaction meets it by type. */
    @Bean
    HookDatabase hookDatabase(@Qualifier("hookPool") HikariDataSource hookPool) {
        return new HookDatabase(
                new JdbcTemplate(hookPool),
                new TransactionTemplate(new JdbcTransactionManager(hookPool)));
    }

    /** A migration may take longer than a statement of the pools. */
    @Bean
    FlywayConfigurationCustomizer migrationsWithoutTimeLimit(DatabaseServer server) {
        DatabaseAddress address = server.address();
        DriverManagerDataSource connections =
                new DriverManagerDataSource(
                        address.jdbcUrl(), address.connection("serai-migration", ""));
        return configuration -> configuration.dataSource(connections);
    }

    @Bean
    DedicatedConnections dedicatedConnections(DatabaseServer server) {
        DatabaseAddress address = server.address();
        return purpose ->
                DriverManager.getConnection(
                        address.jdbcUrl(), ConnectionPools.dedicated(address, purpose));
    }
}
