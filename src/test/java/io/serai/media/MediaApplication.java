package io.serai.media;

import io.serai.database.HookDatabase;
import io.serai.routing.AfterRoutesLoaded;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.TestClock;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/**
 * The shipped route file of PixelCast's media behind the real edge, on a real database and a
 * scripted SRS. Its clock stands still, so that an answer of SRS serves until a test lets time
 * pass. It has no stereotype, so that no other test's scan finds it.
 */
@EnableAutoConfiguration(
        exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@ComponentScan(
        basePackages = {
            "io.serai.audit",
            "io.serai.media",
            "io.serai.srs",
            "io.serai.streams",
            "io.serai.web",
            "io.serai.routing"
        },
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            "io\\.serai\\.web\\.(ChatController|HlsProxyController|SubscribeReactions)",
                            ".*Test.*"
                        }))
@ComponentScan(
        basePackages = "io.serai.live",
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "io\\.serai\\.live\\.(OnAirNow|SessionRepository)"))
@ConfigurationPropertiesScan({
    "io.serai.common",
    "io.serai.audit",
    "io.serai.media",
    "io.serai.live",
    "io.serai.web",
    "io.serai.routing"
})
final class MediaApplication {
    private static final List<String> FILES =
            List.of(
                    "_config/errors.camel.yaml",
                    "_config/rest.camel.yaml",
                    "api/pixelcast-media.camel.yaml");

    /** Starts it before some SRS; without any, before one that can't be asked. */
    static ConfigurableApplicationContext start(
            Path directory, List<ScriptedSrs> servers, String... settings) {
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
        arguments.add("--serai.web.admin-token=let-me-in");
        arguments.add("--management.endpoint.health.group.readiness.include=readinessState");
        for (int i = 0; i < Math.max(1, servers.size()); i++) {
            String entry = "--serai.live.media-servers[" + i + "].";
            arguments.add(entry + "name=srs-" + i);
            arguments.add(entry + "kind=srs");
            arguments.add(entry + "api=" + (servers.isEmpty() ? "" : servers.get(i).api()));
        }
        List.of(settings).forEach(setting -> arguments.add("--" + setting));
        return new SpringApplicationBuilder(MediaApplication.class)
                .web(WebApplicationType.SERVLET)
                .run(arguments.toArray(String[]::new));
    }

    static URI url(ConfigurableApplicationContext context, String path) {
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + "/api/srs-proxy" + path).normalize();
    }

    @Bean
    TestClock clock() {
        return new TestClock(Instant.parse("2026-05-04T10:00:00Z"));
    }

    @Bean
    DataSource dataSource() {
        return TestPostgres.freshDatabase();
    }

    @Bean
    HookDatabase hookDatabase(DataSource database) {
        return TestPostgres.hookDatabase(database);
    }

    /** Nothing subscribes. */
    @Bean
    AfterRoutesLoaded noSubscriptions() {
        return camel -> {};
    }
}
