package io.serai.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.ControlException;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
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
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.BadSqlGrammarException;

/**
 * The edge and the routing, without a database, over route files of a test. It has no stereotype,
 * so that no other test's scan finds it.
 */
@EnableAutoConfiguration(
        exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@ComponentScan(
        basePackages = {"io.serai.web", "io.serai.routing"},
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.ASSIGNABLE_TYPE,
                        classes = {
                            StatsRepository.class,
                            ChatController.class,
                            HlsProxyController.class,
                            LiveRoomStreams.class,
                            SubscribeReactions.class
                        }))
@ComponentScan(
        basePackages = "io.serai.hooks",
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "io\\.serai\\.hooks\\.HookGate"))
@ConfigurationPropertiesScan({
    "io.serai.common",
    "io.serai.hooks",
    "io.serai.web",
    "io.serai.routing"
})
final class EdgeApplication {
    static final Path PROBE_ROUTES = Path.of("src/test/resources/edge-routes");

    private static final List<String> SHIPPED =
            List.of(
                    "_config/errors.camel.yaml",
                    "_config/rest.camel.yaml",
                    "api/system.camel.yaml",
                    "api/pixelcast-database.camel.yaml");

    /** Copies the test's routes and the shipped configurations to one folder. */
    static void writeRoutes(Path directory) {
        try {
            copy(PROBE_ROUTES, directory.resolve("api"));
            Files.createDirectories(directory.resolve("_config"));
            for (String file : SHIPPED) {
                Files.copy(Path.of("routes", file), directory.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    static ConfigurableApplicationContext start(Path routes, String... settings) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=0");
        arguments.add("--serai.routing.directory=" + routes);
        arguments.add("--serai.data-dir=" + routes.resolve("../data"));
        arguments.add("--serai.web.admin-token=let-me-in");
        arguments.add("--management.endpoint.health.group.readiness.include=readinessState");
        arguments.addAll(List.of(settings).stream().map(setting -> "--" + setting).toList());
        return new SpringApplicationBuilder(EdgeApplication.class)
                .web(WebApplicationType.SERVLET)
                .run(arguments.toArray(String[]::new));
    }

    static int port(ConfigurableApplicationContext context) {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean("probe")
    ProbeSteps probe() {
        return new ProbeSteps();
    }

    @Bean
    FakeDatabase database() {
        return new FakeDatabase();
    }

    @Bean
    FakeRooms rooms() {
        return new FakeRooms();
    }

    /** A component that has something to say. */
    @Bean
    HealthIndicator noticeHealthIndicator() {
        return new NoticeHealth();
    }

    private static final class NoticeHealth implements HealthIndicator {
        @Override
        public Health health() {
            return Health.up().withDetail("webhook", "disabled").build();
        }
    }

    /** A database that can be switched off, or made to hang. */
    static final class FakeDatabase implements DatabaseStats {
        volatile CountDownLatch hangs = new CountDownLatch(0);
        volatile boolean down;
        volatile boolean broken;

        @Override
        public Stats read() {
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (down) {
                throw new DataAccessResourceFailureException("down");
            }
            if (broken) {
                throw new BadSqlGrammarException(
                        "read", "a secret statement", new SQLException("no such table"));
            }
            return new Stats(3, List.of(new TableName("rooms", "public")));
        }
    }

    /** What is on air, as the test says. */
    static final class FakeRooms implements RoomStreams {
        final Map<String, List<ObjectNode>> streams = new ConcurrentHashMap<>();
        final AtomicInteger looks = new AtomicInteger();

        /** Until it opens, the media servers do not answer. */
        volatile CountDownLatch silence = new CountDownLatch(0);

        @Override
        public Map<String, List<ObjectNode>> now(Set<String> rooms) {
            return Map.copyOf(streams);
        }

        @Override
        public void look() {
            looks.incrementAndGet();
            try {
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Steps that show what a route gets to see. */
    public static final class ProbeSteps {
        @Step
        public Answer echo(@Variable("call") HttpCall call) {
            return Answer.text(
                    200,
                    "method=%s path=%s vars=%s query=%s damaged=%s body=%d large=%s caller=%s"
                            .formatted(
                                    call.method(),
                                    call.path(),
                                    call.pathVariables(),
                                    call.query().fields(),
                                    call.query().damaged(),
                                    call.body().length,
                                    call.bodyTooLarge(),
                                    call.caller()));
        }

        @Step
        public Answer body(@Variable("call") HttpCall call) {
            return Answer.text(200, new String(call.body(), StandardCharsets.ISO_8859_1));
        }

        @Step
        public Answer message(Exchange exchange) {
            return Answer.text(200, String.valueOf(exchange.getMessage().getHeaders()));
        }

        @Step
        public Answer pause(@Variable("call") HttpCall call) {
            return new CompletableFuture<Answer>()
                    .completeOnTimeout(
                            Answer.text(200, "waited"),
                            Long.parseLong(call.query("ms").orElseThrow()),
                            TimeUnit.MILLISECONDS)
                    .join();
        }

        @Step
        public Answer deny(@Variable("call") HttpCall call) {
            if (call.query("often").isPresent()) {
                throw new ControlException.TooMany("Too often", Duration.ofMillis(2001));
            }
            throw new ControlException.Denied("Not yours");
        }

        @Step
        public Answer breakDown() {
            throw new IllegalStateException("a secret detail");
        }

        @Step
        public String forgetAnswer() {
            return "not an answer";
        }
    }
}
