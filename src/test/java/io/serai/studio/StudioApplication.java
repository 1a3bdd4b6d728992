package io.serai.studio;

import io.serai.database.HookDatabase;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.events.StreamEvent;
import io.serai.routing.AfterRoutesLoaded;
import io.serai.testing.ScriptedLiveKit;
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
 * The shipped route files of creators and viewers behind the real edge, on a real database, with a
 * scripted LiveKit or none; a test plays the event log and the media server. It has no stereotype,
 * so that no other test's scan finds it.
 */
@EnableAutoConfiguration(
        exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@ComponentScan(
        basePackages = {
            "io.serai.accounts",
            "io.serai.audit",
            "io.serai.livekit",
            "io.serai.streams",
            "io.serai.studio",
            "io.serai.web",
            "io.serai.routing"
        },
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            "io\\.serai\\.livekit\\.LiveKitSources",
                            "io\\.serai\\.web\\.(ChatController|HlsProxyController|LiveRoomStreams|RoomEventsController|RoomListeners|SubscribeReactions)",
                            ".*Test.*"
                        }))
@ConfigurationPropertiesScan({
    "io.serai.common",
    "io.serai.accounts",
    "io.serai.audit",
    "io.serai.livekit",
    "io.serai.studio",
    "io.serai.web",
    "io.serai.routing"
})
final class StudioApplication {
    private static final List<String> FILES =
            List.of(
                    "_config/errors.camel.yaml",
                    "_config/rest.camel.yaml",
                    "api/streamit-keys.camel.yaml",
                    "api/streamit-creators.camel.yaml",
                    "api/streamit-viewers.camel.yaml",
                    "reactions/livekit-room.camel.yaml");

    static ConfigurableApplicationContext start(
            Path directory, Map<String, String> liveKit, String... settings) {
        copyRoutes(directory.resolve("routes"));
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=0");
        arguments.add("--serai.routing.directory=" + directory.resolve("routes"));
        arguments.add("--serai.data-dir=" + directory.resolve("data"));
        arguments.add("--serai.web.admin-token=let-me-in");
        arguments.add("--serai.accounts.jwt-secret=a secret of a test, long enough to sign");
        // Who calls is said by X-User-ID and X-Real-IP, as by a gateway.
        arguments.add("--serai.web.trusted-proxies=127.0.0.1");
        arguments.add("--management.endpoint.health.group.readiness.include=readinessState");
        for (String limit : List.of("creation", "ingress", "token", "address-token")) {
            String most = "serai.studio." + limit + "-limit.most=";
            if (List.of(settings).stream().noneMatch(setting -> setting.startsWith(most))) {
                arguments.add("--" + most + "1000");
            }
        }
        liveKit.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        List.of(settings).forEach(setting -> arguments.add("--" + setting));
        return new SpringApplicationBuilder(StudioApplication.class)
                .web(WebApplicationType.SERVLET)
                .run(arguments.toArray(String[]::new));
    }

    /** With a LiveKit that does not pause for long when a test lets it fail. */
    static ConfigurableApplicationContext start(
            Path directory, ScriptedLiveKit liveKit, String... settings) {
        List<String> more = new ArrayList<>(List.of(settings));
        more.add("serai.livekit.pause=1ms");
        more.add("serai.livekit.deadline=2s");
        return start(directory, liveKit.settings(), more.toArray(String[]::new));
    }

    private static void copyRoutes(Path target) {
        for (String file : FILES) {
            try {
                Path copy = target.resolve(file);
                Files.createDirectories(copy.getParent());
                Files.copy(Path.of("routes").resolve(file), copy);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
            parameters.clear();
            return getCamelContext()
                    .getEndpoint("direct:events-" + (name == null ? remaining : name));
        }
    }
}
