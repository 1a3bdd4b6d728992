package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

class DatabaseConfigurationIT {
    @TempDir Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({DatabaseSettings.class, DataDirectorySettings.class})
    @Import(DatabaseConfiguration.class)
    static class Settings {}

    private ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(
                                DataSourceAutoConfiguration.class,
                                DataSourceTransactionManagerAutoConfiguration.class,
                                TransactionAutoConfiguration.class,
                                JdbcTemplateAutoConfiguration.class,
                                JdbcClientAutoConfiguration.class,
                                FlywayAutoConfiguration.class))
                .withUserConfiguration(Settings.class)
                .withPropertyValues("serai.data-dir=" + directory.resolve("data"));
    }

    @Test
    void startsWithoutAnyConfigurationAndKeepsWhatWasWritten() {
        application()
                .run(
                        first -> {
                            assertThat(first).hasNotFailed();
                            first.getBean(JdbcClient.class)
                                    .sql(
                                            "INSERT INTO streams (surface, title) VALUES"
                                                    + " ('pixelcast', 'kept')")
                                    .update();
                        });
        application()
                .run(
                        second ->
                                assertThat(
                                                second.getBean(JdbcClient.class)
                                                        .sql("SELECT title FROM streams")
                                                        .query(String.class)
                                                        .list())
                                        .containsExactly("kept"));
    }

    @Test
    void givesEachFeatureWhatItAsksForByType() {
        application()
                .run(
                        context -> {
                            assertThat(context.getBean(Clock.class).instant())
                                    .isBefore(Instant.now().plusSeconds(1));
                            HikariDataSource general =
                                    (HikariDataSource) context.getBean(DataSource.class);
                            assertThat(general.getPoolName()).isEqualTo("general");
                            assertThat(
                                            setting(
                                                    context.getBean(JdbcClient.class),
                                                    "statement_timeout"))
                                    .isEqualTo("30s");
                            TransactionTemplate transactions =
                                    context.getBean(TransactionTemplate.class);
                            JdbcClient jdbc = context.getBean(JdbcClient.class);
                            assertThat(
                                            transactions.<String>execute(
                                                    status -> setting(jdbc, "application_name")))
                                    .isEqualTo("serai-general");
                        });
    }

    @Test
    void limitsWhatAHookMayWaitFor() {
        application()
                .run(
                        context -> {
                            HookDatabase hooks = context.getBean(HookDatabase.class);
                            JdbcClient jdbc = JdbcClient.create(hooks.jdbc());
                            assertThat(setting(jdbc, "lock_timeout")).isEqualTo("1s");
                            assertThat(setting(jdbc, "statement_timeout")).isEqualTo("2s");
                            assertThat(
                                            hooks.transactions()
                                                    .<String>execute(
                                                            status ->
                                                                    setting(
                                                                            jdbc,
                                                                            "transaction_isolation")))
                                    .isEqualTo("read committed");
                        });
    }

    @Test
    void stopsQuickly() {
        long[] stopStarted = new long[1];
        application().run(context -> stopStarted[0] = System.nanoTime());

        assertThat(Duration.ofNanos(System.nanoTime() - stopStarted[0]))
                .isLessThan(Duration.ofSeconds(3));
    }

    private static String setting(JdbcClient jdbc, String name) {
        return jdbc.sql("SELECT current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }
}
