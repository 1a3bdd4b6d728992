package io.serai.playback;

import io.serai.routing.AfterRoutesLoaded;
import io.serai.testing.ScriptedHls;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
 * The shipped routes of playback behind the real edge, on a real database, with a scripted SRS. It
 * has no stereotype, so that no other test's scan finds it.
 */
@EnableAutoConfiguration(
        exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@ComponentScan(
        basePackages = {
            "io.serai.playback",
            "io.serai.srs",
            "io.serai.streams",
            "io.serai.web",
            "io.serai.routing"
        },
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            "io\\.serai\\.srs\\.SrsSources",
                            "io\\.serai\\.web\\.(ChatController|LiveRoomStreams|RoomEventsController|RoomListeners|SubscribeReactions)",
                            ".*Test.*"
                        }))
@ConfigurationPropertiesScan({
    "io.serai.common",
    "io.serai.live",
    "io.serai.playback",
    "io.serai.web",
    "io.serai.routing"
})
final class PlaybackApplication {
    private static final List<String> FILES =
            List.of(
                    "_config/errors.camel.yaml",
                    "_config/rest.camel.yaml",
                    "api/pixelcast-playback.camel.yaml");

    /** Serai behind its real edge, and what it asks. */
    static final class Running implements AutoCloseable {
        final ScriptedSrs srs = ScriptedSrs.start();
        final ScriptedHls hls = ScriptedHls.start();
        final ConfigurableApplicationContext context;
        private final HttpClient http = HttpClient.newHttpClient();

        private Running(Path directory, String... settings) {
            List<String> arguments = new ArrayList<>();
            arguments.add("--server.port=0");
            arguments.add("--serai.routing.directory=" + copyRoutes(directory));
            arguments.add("--serai.data-dir=" + directory.resolve("data"));
            arguments.add("--serai.web.admin-token=let-me-in");
            arguments.add("--serai.live.media-servers[0].name=srs");
            arguments.add("--serai.live.media-servers[0].kind=srs");
            arguments.add("--serai.live.media-servers[0].api=" + srs.api());
            arguments.add("--serai.playback.srs=" + hls.address());
            arguments.add("--management.endpoint.health.group.readiness.include=readinessState");
            List.of(settings).forEach(setting -> arguments.add("--" + setting));
            context =
                    new SpringApplicationBuilder(PlaybackApplication.class)
                            .web(WebApplicationType.SERVLET)
                            .run(arguments.toArray(String[]::new));
        }

        URI uri(String path) {
            int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
            return URI.create("http://127.0.0.1:" + port + path);
        }

        HttpResponse<String> get(String path, String... headers) throws Exception {
            return send(request(path, headers).GET().build());
        }

        HttpResponse<String> post(String path) throws Exception {
            return send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
        }

        HttpRequest.Builder request(String path, String... headers) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
            return headers.length == 0 ? request : request.headers(headers);
        }

        HttpResponse<String> send(HttpRequest request) throws Exception {
            return http.send(request, BodyHandlers.ofString());
        }

        HttpClient http() {
            return http;
        }

        @Override
        public void close() {
            http.shutdownNow();
            hls.close();
            srs.close();
            context.close();
        }
    }

    static Running start(Path directory, String... settings) {
        return new Running(directory, settings);
    }

    private static Path copyRoutes(Path directory) {
        Path routes = directory.resolve("routes");
        for (String file : FILES) {
            try {
                Files.createDirectories(routes.resolve(file).getParent());
                Files.copy(Path.of("routes").resolve(file), routes.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return routes;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    DataSource dataSource() {
        return TestPostgres.freshDatabase();
    }

    /** Nothing subscribes here. */
    @Bean
    AfterRoutesLoaded noSubscriptions() {
        return camel -> {};
    }
}
