package io.serai.rooms;

import io.serai.database.HookDatabase;
import io.serai.database.ReadOnlyDataSource;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.events.StreamEvent;
import io.serai.routing.AfterRoutesLoaded;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BinaryOperator;
import javax.sql.DataSource;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultComponent;
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
 * The shipped route files of rooms and Discord behind the real edge, on a real database; a test
 * plays the event log. It has no stereotype, so that no other test's scan finds it.
 */
@EnableAutoConfiguration(
        exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@ComponentScan(
        basePackages = {
            "io.serai.audit",
            "io.serai.rooms",
            "io.serai.notify",
            "io.serai.streams",
            "io.serai.live",
            "io.serai.web",
            "io.serai.routing"
        },
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            "io\\.serai\\.live\\.(?!OnAirNow|SessionRepository).*",
                            "io\\.serai\\.web\\.(ChatController|HlsProxyController|LiveRoomStreams|RoomEventsController|RoomListeners|SubscribeReactions)",
                            ".*Test.*"
                        }))
@ConfigurationPropertiesScan({
    "io.serai.common",
    "io.serai.audit",
    "io.serai.rooms",
    "io.serai.notify",
    "io.serai.web",
    "io.serai.routing"
})
final class RoomsApplication {
    private static final List<String> FILES =
            List.of(
                    "_config/errors.camel.yaml",
                    "_config/rest.camel.yaml",
                    "api/pixelcast.camel.yaml",
                    "api/pixelcast-cleanup.camel.yaml",
                    "api/admin-discord.camel.yaml",
                    "reactions/discord-room.camel.yaml",
                    "reactions/discord-live.camel.yaml",
                    "schedules/room-cleanup.camel.yaml",
                    "schedules/room-grace.camel.yaml");

    static ConfigurableApplicationContext start(Path directory, String... settings) {
        return start(directory, (file, text) -> text, settings);
    }

    /**
     * @param edit what an operator changed in a route file
     */
    static ConfigurableApplicationContext start(
            Path directory, BinaryOperator<String> edit, String... settings) {
        for (String file : FILES) {
            try {
                Path copy = directory.resolve("routes").resolve(file);
                Files.createDirectories(copy.getParent());
                Files.writeString(
                        copy, edit.apply(file, Files.readString(Path.of("routes").resolve(file))));
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
        List.of(settings).forEach(setting -> arguments.add("--" + setting));
        return new SpringApplicationBuilder(RoomsApplication.class)
                .web(WebApplicationType.SERVLET)
                .run(arguments.toArray(String[]::new));
    }

    static String url(ConfigurableApplicationContext context, String path) {
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        return "http://127.0.0.1:" + port + path;
    }

    /** Delivers an event to a reaction as the worker does; the exchange tells whether it failed. */
    static Exchange deliver(
            ConfigurableApplicationContext context, String reaction, StreamEvent event) {
        return context.getBean(ProducerTemplate.class)
                .send(
                        "direct:events-" + reaction,
                        exchange -> exchange.getMessage().setBody(event));
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
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
    List<NewEvent> happened() {
        return new CopyOnWriteArrayList<>();
    }

    @Bean
    EventLog eventLog(List<NewEvent> happened) {
        return (event, batch) -> happened.add(event);
    }

    /** Nothing subscribes: a test delivers by itself. */
    @Bean
    AfterRoutesLoaded noSubscriptions() {
        return camel -> {};
    }

    /** In place of the durable one: a test calls the reaction directly. */
    @Bean("stream-events")
    Component streamEvents() {
        return new DirectReactions();
    }

    private static final class DirectReactions extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(
                String uri, String remaining, Map<String, Object> parameters) {
            Object name = parameters.remove("name");
            parameters.remove("types");
            return getCamelContext()
                    .getEndpoint("direct:events-" + (name == null ? remaining : name));
        }
    }
}
