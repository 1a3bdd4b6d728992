package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.it.SrsHooks.Publisher;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.serai.testing.ServerSentEvents;
import io.serai.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** How Serai ends, in order and not, and how it starts after that. */
class StopIT {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(8);

    /** What a process answers that ended because of SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    @TempDir Path directory;

    @Test
    void stopsInTimeAndLosesNothing() throws Exception {
        DataSource fresh = TestPostgres.freshDatabase();
        JdbcTemplate database = new JdbcTemplate(fresh);
        try (RecordingDiscord discord = new RecordingDiscord().thenSilence();
                SeraiProcess serai =
                        SeraiProcess.in(directory)
                                .with("DATABASE_URL", TestPostgres.url(fresh))
                                .with("DISCORD_WEBHOOK_URL", discord.webhook(1))
                                .start()) {
            String key = serai.createRoom("rtmp").get("streamKey").asText();
            await("Discord does not answer")
                    .atMost(SOON)
                    .until(() -> discord.requests().size() == 1);
            try (ServerSentEvents browser =
                            new ServerSentEvents(
                                    serai.uri("/api/srs-proxy/streams/sse?room=" + key));
                    Connection other = lockStreams(fresh)) {
                await("the browser listens")
                        .atMost(SOON)
                        .until(() -> !browser.messages().isEmpty());
                CompletableFuture<HttpResponse<String>> hook =
                        CompletableFuture.supplyAsync(() -> publish(serai, key));
                await("the hook waits for the lock").atMost(SOON).until(() -> waits(database));

                long begin = System.nanoTime();
                assertThat(serai.terminate(STOP)).isEqualTo(TERMINATED);

                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STOP);
                assertThat(hook.get(1, TimeUnit.SECONDS).body())
                        .as("even this one was answered")
                        .contains("\"code\":1");
                other.rollback();
            }
            assertThat(
                            database.queryForObject(
                                    "SELECT count(*) FROM delivery_lanes WHERE due_at <= now()",
                                    Long.class))
                    .as("the lease is given back")
                    .isEqualTo(1);
            assertThat(serai.logText())
                    .containsSubsequence("stop.begun", "stop.http ", "stop.routes ", "stop.events ")
                    .contains("delivery.given-back")
                    .doesNotContain("\tat ");

            serai.start();
            await("announced")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> discord.requests().size() == 2);
            await("once")
                    .atMost(SOON)
                    .until(
                            () ->
                                    database.queryForObject(
                                            "SELECT bool_and(discord_webhook_sent) FROM rooms",
                                            Boolean.class));
        }
    }

    @Test
    void namesTheHolderOfTheDataDirectoryAndSurvivesAKill() throws Exception {
        Path second = Files.createDirectory(directory.resolve("second"));
        SeraiProcess serai = SeraiProcess.in(directory).start();
        SeraiProcess late =
                SeraiProcess.in(second)
                        .with("SERAI_DATA_DIR", directory.resolve("data").toString());
        try (serai) {
            String key = serai.createRoom("rtmp").get("streamKey").asText();

            assertThat(late.launch().awaitExit(START)).isEqualTo(1);
            assertThat(late.logText())
                    .contains("process " + serai.pid() + ",")
                    .doesNotContain("\tat ");
            assertThat(serai.get("/health").statusCode()).isEqualTo(200);

            serai.kill();
            serai.start();
            assertThat(serai.get("/api/rooms/by-stream-key?streamKey=" + key).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesADamagedRouteFile() throws Exception {
        Path routes = RouteFolder.copyInto(directory);
        Path damaged = routes.resolve("reactions").resolve("discord-room.camel.yaml");
        Files.writeString(
                damaged, "- route:\n    id: [broken\n    x: y\n", StandardOpenOption.APPEND);
        long line = Files.readString(damaged).lines().count();
        SeraiProcess serai =
                SeraiProcess.in(directory)
                        // Its failures pass through one more class loader.
                        .asJar()
                        .with("DATABASE_URL", TestPostgres.url(TestPostgres.freshDatabase()))
                        .with("ROUTES_DIR", routes.toString());

        assertThat(serai.launch().awaitExit(START)).isEqualTo(1);

        assertThat(serai.logText())
                .containsPattern("discord-room\\.camel\\.yaml:" + line + "\\b")
                .doesNotContain("\tat ");
    }

    @Test
    void refusesARouteThatCallsAnUnknownStep() throws Exception {
        Path routes = RouteFolder.copyInto(directory);
        Path damaged = routes.resolve("reactions").resolve("discord-room.camel.yaml");
        Files.writeString(
                damaged, Files.readString(damaged).replace("method: postRoom", "method: postRom"));
        SeraiProcess serai =
                SeraiProcess.in(directory)
                        .with("DATABASE_URL", TestPostgres.url(TestPostgres.freshDatabase()))
                        .with("ROUTES_DIR", routes.toString());

        assertThat(serai.launch().awaitExit(START)).isEqualTo(1);

        assertThat(serai.logText())
                .containsPattern("discord-room\\.camel\\.yaml:\\d+.*postRom")
                .doesNotContain("\tat ");
    }

    private static HttpResponse<String> publish(SeraiProcess serai, String key) {
        return new SrsHooks(serai, "vid-v3i23y0")
                .publish(new Publisher("20ig72c6", "f2z61342", key, "vid-y0plv67"));
    }

    private static Connection lockStreams(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT id FROM streams FOR UPDATE")) {
            lock.executeQuery();
        }
        return connection;
    }

    private static boolean waits(JdbcTemplate database) {
        return database.queryForObject(
                """
                SELECT count(*) > 0 FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """,
                Boolean.class);
    }
}
