package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.RealFfmpeg;
import io.serai.testing.RealNginx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The real ffmpeg into real nginx-rtmps, which stand for platforms. */
@TestInstance(Lifecycle.PER_CLASS)
class RestreamIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private RestreamSite site;

    @BeforeAll
    void start(@TempDir Path directory) {
        site = new RestreamSite(directory);
        site.serai().start();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void sendsAStreamOnToAllItsDestinationsAndEndsWithIt() {
        RestreamSite.Stream stream = site.stream();
        try (RealNginx one = RestreamSite.target();
                RealNginx two = RestreamSite.target()) {
            Destination first = site.destination(stream, one, "planted-key-1");
            Destination second = site.destination(stream, two, "planted-key-2=;#%\\-f?arg=1");
            try (RealFfmpeg publisher = site.publish(stream)) {
                await("arrives at both")
                        .atMost(SOON)
                        .until(
                                () ->
                                        arrives(one, "planted-key-1")
                                                && arrives(two, "planted-key-2=;#%\\-f"));
                assertThat(publisher.running()).isTrue();
                awaitState("running", first, second);
                showsNoKey(first, "planted-key-1");
                assertThat(viewers(stream)).isZero();
            }
            awaitState("stopped", first, second);
            assertThat(site.process(first)).isEmpty();
            assertThat(site.process(second)).isEmpty();
            assertThat(site.runs(first)).isEqualTo(1);
            assertThat(site.events(stream))
                    .contains("restream.running", "restream.stopped")
                    .doesNotContain("restream.failed");
            assertThat(everything())
                    .allSatisfy(
                            (place, text) ->
                                    assertThat(text)
                                            .as(place)
                                            .isNotBlank()
                                            .doesNotContain("planted-key"));
        }
    }

    @Test
    void oneThatIsKilledComesBackWhileTheOthersNeverStall() {
        RestreamSite.Stream stream = site.stream();
        try (RealNginx one = RestreamSite.target();
                RealNginx two = RestreamSite.target();
                RealFfmpeg publisher = site.publish(stream)) {
            Destination first = site.destination(stream, one, "first");
            Destination second = site.destination(stream, two, "second");
            awaitState("running", first, second);
            long pid = site.process(second).orElseThrow().pid();

            site.process(first).orElseThrow().destroyForcibly();

            await("back").atMost(SOON).until(() -> site.runs(first) == 2);
            awaitState("running", first);
            assertThat(site.process(second))
                    .hasValueSatisfying(p -> assertThat(p.pid()).isEqualTo(pid));
            long before = site.bytes(two, "second");
            await("goes on").atMost(SOON).until(() -> site.bytes(two, "second") > before);
            assertThat(site.runs(second)).isEqualTo(1);
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void aTargetThatGoesAndComesBackIsSentToAgain() {
        RestreamSite.Stream stream = site.stream();
        try (RealNginx one = RestreamSite.target();
                RealFfmpeg publisher = site.publish(stream)) {
            Destination first = site.destination(stream, one, "first");
            awaitState("running", first);
            one.kill();
            await("noticed")
                    .atMost(SOON)
                    .until(() -> site.failure(first).startsWith("connection-"));
            one.start();
            await("arrives again").atMost(SOON).until(() -> arrives(one, "first"));
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void aKeyThatTheTargetRefusesStopsAndIsTold() {
        RestreamSite.Stream stream = site.stream();
        // Serai itself is the platform here: it knows no such stream and says no.
        try (RealNginx one =
                        RestreamSite.target(site.serai().uri("/api/v1/stream-update/activate"));
                RealFfmpeg publisher = site.publish(stream)) {
            Destination first = site.destination(stream, one, "planted-unknown-key");
            awaitState("failed", first);
            assertThat(site.failure(first)).isEqualTo("key-refused");
            assertThat(site.runs(first)).isEqualTo(3);
            assertThat(site.events(stream)).contains("restream.failed");

            site.change(first, RestreamSite.key(site.stream().key()));
            awaitState("running", first);
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void whatIsDisabledStopsAndWhatIsEditedMovesWithoutAnEvent() {
        RestreamSite.Stream stream = site.stream();
        try (RealNginx one = RestreamSite.target();
                RealNginx two = RestreamSite.target();
                RealFfmpeg publisher = site.publish(stream)) {
            Destination first = site.destination(stream, one, "first");
            Destination second = site.destination(stream, two, "second");
            awaitState("running", first, second);

            site.change(first, RestreamSite.enabled(false));
            awaitState("stopped", first);
            site.change(second, RestreamSite.key("third"));
            await("moved").atMost(SOON).until(() -> arrives(two, "third"));

            assertThat(site.state(first)).isEqualTo("stopped");
            assertThat(publisher.running()).isTrue();
        }
    }

    private void awaitState(String state, Destination... destinations) {
        await(state)
                .atMost(SOON)
                .until(
                        () ->
                                List.of(destinations).stream()
                                        .allMatch(one -> site.state(one).equals(state)));
    }

    private boolean arrives(RealNginx target, String name) {
        return site.bytes(target, name) > 20_000;
    }

    private void showsNoKey(Destination destination, String key) {
        Optional<ProcessHandle> process = site.process(destination);
        assertThat(process).isPresent();
        assertThat(RestreamSite.arguments(process.get())).contains("-fpre").doesNotContain(key);
        assertThat(RestreamSite.environment(process.get()))
                .contains(Launcher.MARKER)
                .doesNotContain(key)
                .doesNotContain(RestreamSite.ENCRYPTION_KEY)
                .doesNotContain("DATABASE_URL");
    }

    private int viewers(RestreamSite.Stream stream) {
        return site.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM live_viewers WHERE stream_id = ?",
                        Integer.class,
                        stream.id().value());
    }

    /** What people and other systems read. */
    private Map<String, String> everything() {
        StringBuilder tables = new StringBuilder();
        for (String table :
                site.jdbc()
                        .queryForList(
                                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace"
                                        + " = 'public'::regnamespace",
                                String.class)) {
            tables.append(site.jdbc().queryForList("SELECT * FROM " + table));
        }
        return Map.of(
                "tables", tables.toString(),
                "log", site.serai().logText(),
                "metrics", site.serai().get("/actuator/prometheus").body());
    }
}
