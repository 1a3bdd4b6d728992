package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator's routes do with messages: the shipped one, and the guide's example. */
class OperatorRoutesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern EXAMPLE =
            Pattern.compile("```yaml\n(- route:\n    id: chat-word-list\n.*?)```", Pattern.DOTALL);
    private static final String BROKEN =
            """
            - route:
                id: chat-broken
                group: chat
                description: Fails at each message
                routeConfigurationId: chat
                from:
                  uri: chat-messages
                  parameters:
                    name: broken
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: a fault of the operator's
            - route:
                id: chat-slow
                group: chat
                description: Takes an hour for each message
                routeConfigurationId: chat
                from:
                  uri: chat-messages
                  parameters:
                    name: slow
                  steps:
                    - delay:
                        constant:
                          expression: "3600000"
            """;

    private static ChatSite site;

    private StreamId stream;
    private Member ann;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Path routes = directory.resolve("routes");
        try (Stream<Path> shipped = Files.walk(Path.of("routes"))) {
            for (Path file : shipped.filter(Files::isRegularFile).toList()) {
                Path copy = routes.resolve(Path.of("routes").relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path local = Files.createDirectories(routes.resolve("local"));
        Files.writeString(local.resolve("word-list.camel.yaml"), example("docs/guide/chat.md"));
        Files.writeString(local.resolve("broken.camel.yaml"), BROKEN);
        site =
                new ChatSite(
                        directory.resolve("data"), "serai.routing.directory=" + routes.toString());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void enter() {
        stream = site.stream(site.user());
        ann = site.admit(stream, "192.0.2.1", "user_id=ann");
    }

    @Test
    void theReadmeHasTheExampleOfTheGuide() throws IOException {
        assertThat(example("routes/README.md")).isEqualTo(example("docs/guide/chat.md"));
    }

    @Test
    void uptimeIsAnsweredWithHowLongTheStreamIsOnAir() {
        site.say(stream, ann, "is it long?");
        site.say(stream, ann, "!uptime");
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(site.rooms.done(stream))
                                        .containsExactly("Serai says Not on air"));

        site.database.update(
                "INSERT INTO live_sessions (stream_id, publication, state, source, boot, client,"
                        + " path, protocol, digest, started_at, broadcast_id, broadcast_started_at)"
                        + " VALUES (?, '', 'open', 'srs:a', 'b', 'c', 'd', 'rtmp', 'e', now(), 1,"
                        + " ?::timestamptz)",
                stream.value(),
                site.clock.instant().minus(Duration.ofMinutes(72)).toString());
        site.say(stream, ann, "!uptime");

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(site.rooms.done(stream))
                                        .last()
                                        .isEqualTo("Serai says On air for 1 h 12 min"));
    }

    @Test
    void theWordListTakesMessagesAwayButNotThoseOfModerators() {
        Member host = new Member("5", "Host", Optional.of(new UserId(5)), true, "hash");
        site.say(stream, host, "no casino here, please");
        ChatMessage bad = site.say(stream, ann, "Visit my CASINO now");
        site.say(stream, ann, "hello");

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(site.rooms.done(stream))
                                        .containsExactly("delete " + bad.id()));
        site.bean(ChatLog.class).flush(SOON);
        assertThat(site.bean(ChatHistory.class).last(stream, 10))
                .extracting(ChatMessage::content)
                .containsExactly("no casino here, please", "hello");
        assertThat(
                        site.database.queryForObject(
                                "SELECT actor || ' ' || operation FROM audit_entries"
                                        + " WHERE action = 'chat.message-deleted' AND thing = ?",
                                String.class,
                                Long.toString(bad.id())))
                .isEqualTo("serai chat-routes");
    }

    @Test
    void routesThatFailOrHangKeepNothingElseBack() {
        long begin = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            site.say(stream, ann, "message " + i);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        site.say(stream, ann, "!uptime");

        assertThat(took).isLessThan(Duration.ofSeconds(1));
        assertThat(site.bean(ChatLog.class).flush(SOON)).isTrue();
        assertThat(site.bean(ChatHistory.class).last(stream, 100)).hasSize(51);
        await().atMost(SOON)
                .untilAsserted(
                        () -> {
                            assertThat(count("failed", "broken")).isPositive();
                            assertThat(count("failed", "slow")).as("interrupted").isPositive();
                            assertThat(count("dropped", "slow")).as("behind").isPositive();
                        });
    }

    private static double count(String what, String route) {
        return site.bean(MeterRegistry.class)
                .get("serai.chat.route." + what)
                .tag("route", route)
                .counter()
                .count();
    }

    private static String example(String document) throws IOException {
        Matcher found = EXAMPLE.matcher(Files.readString(Path.of(document)));
        assertThat(found.find()).as("%s has the example", document).isTrue();
        return found.group(1);
    }
}
