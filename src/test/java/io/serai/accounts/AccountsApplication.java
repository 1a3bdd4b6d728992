package io.serai.accounts;

import io.serai.database.HookDatabase;
import io.serai.database.ReadOnlyDataSource;
import io.serai.routing.AfterRoutesLoaded;
import io.serai.testing.TestClock;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/**
 * The shipped route files of accounts behind the real edge, on a real database, with a clock that a
 * test moves. It has no stereotype, so that no other test's scan finds it.
 */
@EnableAutoConfiguration(
        exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@ComponentScan(
        basePackages = {"io.serai.accounts", "io.serai.audit", "io.serai.web", "io.serai.routing"},
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            "io\\.serai\\.web\\.(ChatController|HlsProxyController|LiveRoomStreams|RoomEventsController|RoomListeners|SubscribeReactions)",
                            ".*Test.*"
                        }))
@ConfigurationPropertiesScan({
    "io.serai.common",
    "io.serai.accounts",
    "io.serai.audit",
    "io.serai.web",
    "io.serai.routing"
})
final class AccountsApplication {
    static final String ADMIN_TOKEN = "let-me-in";

    private static final List<String> FILES =
            List.of(
                    "_config/errors.camel.yaml",
                    "_config/rest.camel.yaml",
                    "api/accounts.camel.yaml",
                    "api/accounts-people.camel.yaml",
                    "api/accounts-browser.camel.yaml",
                    "api/admin-users.camel.yaml",
                    "api/admin-audit.camel.yaml",
                    "schedules/accounts-maintenance.camel.yaml");

    static ConfigurableApplicationContext start(Path directory, String... settings) {
        for (String file : FILES) {
            try {
                Path copy = directory.resolve("routes").resolve(file);
                Files.createDirectories(copy.getParent());
                Files.copy(Path.of("routes").resolve(file), copy);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=0");
        arguments.add("--serai.routing.directory=" + directory.resolve("routes"));
        arguments.add("--serai.data-dir=" + directory.resolve("data"));
        arguments.add("--serai.web.admin-token=" + ADMIN_TOKEN);
        arguments.add("--serai.accounts.jwt-secret=" + AccountsStack.SECRET);
        arguments.add("--serai.accounts.hash-cost=4");
        arguments.add("--management.endpoint.health.group.readiness.include=readinessState");
        List.of(settings).forEach(setting -> arguments.add("--" + setting));
        return new SpringApplicationBuilder(AccountsApplication.class)
                .web(WebApplicationType.SERVLET)
                .run(arguments.toArray(String[]::new));
    }

    /** What features were told of follows and blocks. */
    record Told(List<String> changes) {}

    @Bean
    TestClock clock() {
        return new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    }

    @Bean
    DataSource dataSource() {
        return TestPostgres.freshDatabase();
    }

    @Bean
    HookDatabase hookDatabase(DataSource database) {
        return TestPostgres.hookDatabase(database);
    }

    @Bean(autowireCandidate = false)
    DataSource readOnlyPool(DataSource dataSource) {
        return new ReadOnlyDataSource(dataSource);
    }

    @Bean
    Told told() {
        return new Told(new CopyOnWriteArrayList<>());
    }

    @Bean
    TieChanged listener(Told told) {
        return (who, whom, kind, at, batch) -> told.changes().add(who + " " + kind + " " + whom);
    }

    /** Nothing subscribes. */
    @Bean
    AfterRoutesLoaded noSubscriptions() {
        return camel -> {};
    }
}
