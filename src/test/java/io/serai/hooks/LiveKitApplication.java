package io.serai.hooks;

import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.live.Journal;
import io.serai.live.JournalNote;
import io.serai.routing.AfterRoutesLoaded;
import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
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
 * The shipped route of LiveKit's webhooks behind the real edge, on a real database, with the real
 * rules. It has no stereotype, so that no other test's scan finds it.
 */
@EnableAutoConfiguration(
        exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@ComponentScan(
        basePackages = {
            "io.serai.hooks",
            "io.serai.live",
            "io.serai.livekit",
            "io.serai.web",
            "io.serai.routing"
        },
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            "io\\.serai\\.web\\.(ChatController|HlsProxyController|LiveRoomStreams|RoomEventsController|RoomListeners|SubscribeReactions)",
                            ".*Test.*"
                        }))
@ConfigurationPropertiesScan({
    "io.serai.common",
    "io.serai.hooks",
    "io.serai.live",
    "io.serai.livekit",
    "io.serai.web",
    "io.serai.routing"
})
final class LiveKitApplication {
    private static final List<String> FILES =
            List.of(
                    "_config/errors.camel.yaml",
                    "_config/hooks.camel.yaml",
                    "_config/rest.camel.yaml",
                    "hooks/livekit.camel.yaml");

    /** Starts it beside a LiveKit. */
    static ConfigurableApplicationContext start(Path directory, ScriptedLiveKit server) {
        return start(
                directory,
                server.settings().entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

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
        arguments.add("--serai.web.admin-token=let-me-in");
        arguments.add("--management.endpoint.health.group.readiness.include=readinessState");
        List.of(settings).forEach(setting -> arguments.add("--" + setting));
        return new SpringApplicationBuilder(LiveKitApplication.class)
                .web(WebApplicationType.SERVLET)
                .run(arguments.toArray(String[]::new));
    }

    static URI url(ConfigurableApplicationContext context, String path) {
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + path);
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
    Told told() {
        return new Told();
    }

    @Bean
    Notes notes() {
        return new Notes();
    }

    /** Nothing subscribes. */
    @Bean
    AfterRoutesLoaded noSubscriptions() {
        return camel -> {};
    }

    /** An event log that keeps what it is given. */
    static final class Told implements EventLog {
        final List<NewEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public void append(NewEvent event, SqlBatch batch) {
            events.add(event);
        }
    }

    /** A journal that keeps what it is given. */
    static final class Notes implements Journal {
        final List<JournalNote> notes = new CopyOnWriteArrayList<>();

        @Override
        public void add(Supplier<JournalNote> note) {
            notes.add(note.get());
        }
    }
}
