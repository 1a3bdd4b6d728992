package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.RealFfmpeg;
import io.serai.testing.RealNginx;
import io.serai.testing.RealNginx.Hook;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A real nginx-rtmp with real publishers, in the situations that its hooks do not tell. Two
 * servers: one asks every second about each publisher, and can be asked; the other one asks each
 * minute, so that it outlives a restart of Serai, and can't be asked.
 */
@TestInstance(Lifecycle.PER_CLASS)
class NginxIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration BRISK = Duration.ofSeconds(1);
    private static final Duration CALM = Duration.ofSeconds(60);

    private JdbcTemplate database;
    private SeraiProcess serai;
    private RealNginx brisk;
    private RealNginx calm;

    @BeforeAll
    void start(@TempDir Path directory) {
        DataSource fresh = TestPostgres.freshDatabase();
        database = new JdbcTemplate(fresh);
        serai = SeraiProcess.in(directory);
        brisk = nginx("brisk", BRISK);
        calm = nginx("calm", CALM);
        mediaServer(0, "brisk", BRISK);
        mediaServer(1, "calm", CALM);
        serai.with("SERAI_LIVE_MEDIASERVERS_0_API", brisk.stat().toString())
                .with("DATABASE_URL", TestPostgres.url(fresh))
                .with("ROOM_UNPUBLISH_GRACE", "10m")
                .with("SUSPECT_GRACE", "2s")
                .start();
    }

    @AfterEach
    void noDefectWasLogged() {
        assertThat(serai.logText()).doesNotContain("\tat ");
    }

    @AfterAll
    void stop() {
        serai.close();
        brisk.close();
        calm.close();
    }

    @Test
    void aBusySecondPublisherIsTurnedAwayByNginx() {
        Room room = room();
        try (RealFfmpeg first = publish(brisk, room)) {
            String session = open(room).get("id").asText();
            try (RealFfmpeg second = RealFfmpeg.publish(brisk.rtmpUrl(room.key()))) {
                assertThat(second.awaitExit(SOON)).isNotZero();
            }
            await("the reconciler agrees")
                    .during(Duration.ofSeconds(4))
                    .atMost(SOON)
                    .until(() -> newest(room).get("id").asText().equals(session));
            assertThat(first.running()).isTrue();
            assertThat(newest(room).get("state").asText()).isEqualTo("open");
            assertThat(events(room)).containsExactly("room.created", "stream.live");
        }
        await("ended").atMost(SOON).until(() -> endedAs(room, "unpublish"));
    }

    /** On the calm server: the brisk one would tell a slow return as an end and a new start. */
    @Test
    void aPublisherReturnsAfterACrashOfNginx() {
        Room room = room();
        try (RealFfmpeg before = publish(calm, room)) {
            // Connections are counted anew, so the return may look like the same hook once more.
            await("no repetition any more").atMost(SOON).until(() -> age(room) > 3);
            calm.kill();
            before.awaitExit(SOON);
        }
        calm.start();
        try (RealFfmpeg after = RealFfmpeg.publish(calm.rtmpUrl(room.key()))) {
            await("resumed")
                    .atMost(SOON)
                    .until(() -> events(room).getLast().equals("stream.resumed"));
            await("open").atMost(SOON).until(() -> state(room).equals("open"));
            assertThat(after.running()).isTrue();
        }
        await("ended").atMost(SOON).until(() -> endedAs(room, "unpublish"));
        assertThat(events(room))
                .containsExactly("room.created", "stream.live", "stream.resumed", "stream.ended");
    }

    @Test
    void aPublisherWhoDoesNotReturnAfterACrashOfNginxIsEnded() {
        Room room = room();
        try (RealFfmpeg before = publish(brisk, room)) {
            brisk.kill();
            before.awaitExit(SOON);
        }
        try {
            await("no update comes any more")
                    .atMost(SOON)
                    .until(() -> state(room).equals("suspect"));
            await("ended").atMost(SOON).until(() -> endedAs(room, "lost"));
        } finally {
            brisk.start();
        }
    }

    @Test
    void aRestartOfSeraiKeepsWhoIsOnAir() {
        Room room = room();
        try (RealFfmpeg publisher = publish(calm, room)) {
            String session = newest(room).get("id").asText();

            assertThat(serai.terminate(Duration.ofSeconds(8))).isNotZero();
            serai.start();

            await("nothing is ended")
                    .during(Duration.ofSeconds(8))
                    .atMost(SOON)
                    .until(() -> state(room).equals("open"));
            assertThat(newest(room).get("id").asText()).isEqualTo(session);
            assertThat(publisher.running()).isTrue();
            assertThat(events(room)).containsExactly("room.created", "stream.live");
        }
        await("ended").atMost(SOON).until(() -> endedAs(room, "unpublish"));
    }

    @Test
    void aStalledPublisherMakesRoomForTheNextOne() {
        Room room = room();
        try (RealFfmpeg stalled = publish(brisk, room)) {
            stalled.freeze();
            await("its media time stands still").atMost(SOON).until(() -> frozenUpdates(room) >= 3);
            assertThat(state(room)).as("nobody else wants to").isEqualTo("open");

            try (RealFfmpeg refused = RealFfmpeg.publish(brisk.rtmpUrl(room.key()))) {
                assertThat(refused.awaitExit(SOON)).isNotZero();
            }
            await("it is thrown out").atMost(SOON).until(() -> endedAs(room, "unpublish"));
            try (RealFfmpeg next = RealFfmpeg.publish(brisk.rtmpUrl(room.key()))) {
                await("the next one is on air")
                        .atMost(SOON)
                        .until(() -> state(room).equals("open"));
                assertThat(next.running()).isTrue();
            }
        }
    }

    @Test
    void aReloadEndsNobody() {
        Room room = room();
        try (RealFfmpeg publisher = publish(brisk, room)) {
            brisk.reload();

            await("updates of the old worker count")
                    .during(Duration.ofSeconds(9))
                    .atMost(SOON)
                    .until(() -> state(room).equals("open"));
            assertThat(publisher.running()).isTrue();
            assertThat(events(room)).containsExactly("room.created", "stream.live");
        }
        await("ended").atMost(SOON).until(() -> endedAs(room, "unpublish"));
        // The old worker has nobody left; a new start leaves no trace of it.
        brisk.kill();
        brisk.start();
    }

    private RealNginx nginx(String name, Duration update) {
        String query = "?server=" + name;
        String base = "/api/v1/stream-update/";
        return RealNginx.withApplication("live")
                .hook(Hook.ON_PUBLISH, serai.uri(base + "activate" + query))
                .hook(Hook.ON_PUBLISH_DONE, serai.uri(base + "deactivate" + query))
                .hook(Hook.ON_UPDATE, serai.uri(base + "status" + query))
                .updateEvery(update)
                .start();
    }

    private void mediaServer(int number, String name, Duration update) {
        String entry = "SERAI_LIVE_MEDIASERVERS_" + number + "_";
        serai.with(entry + "KIND", "nginx-rtmp")
                .with(entry + "NAME", name)
                .with(entry + "UPDATEINTERVAL", update.toSeconds() + "s");
    }

    private record Room(String key, long stream) {}

    private Room room() {
        String key = serai.createRoom("rtmp").get("streamKey").asText();
        Long stream =
                database.queryForObject(
                        "SELECT stream_id FROM rooms WHERE stream_key = ?", Long.class, key);
        return new Room(key, stream);
    }

    /** A publisher who is on air, and has told some media time where updates come. */
    private RealFfmpeg publish(RealNginx nginx, Room room) {
        RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl(room.key()));
        await("on air").atMost(SOON).until(() -> state(room).equals("open"));
        if (nginx == brisk) {
            await("media arrives").atMost(SOON).until(() -> mediaTime(room) > 0);
        }
        return publisher;
    }

    private JsonNode open(Room room) {
        JsonNode session = newest(room);
        assertThat(session.get("state").asText()).isEqualTo("open");
        return session;
    }

    private JsonNode newest(Room room) {
        return serai.newestSession(room.stream());
    }

    private String state(Room room) {
        return newest(room).path("state").asText();
    }

    private boolean endedAs(Room room, String reason) {
        return newest(room).path("reason").asText().equals(reason);
    }

    private List<String> events(Room room) {
        return serai.eventTypes(room.stream());
    }

    private int frozenUpdates(Room room) {
        return current(room, "frozen_updates");
    }

    private int mediaTime(Room room) {
        return current(room, "coalesce(media_timestamp, 0)");
    }

    /** How long the session has lasted, in seconds. */
    private int age(Room room) {
        return current(room, "extract(epoch FROM now() - started_at)");
    }

    private int current(Room room, String column) {
        return database.queryForObject(
                "SELECT coalesce(max("
                        + column
                        + "), 0)::int FROM live_sessions"
                        + " WHERE stream_id = ? AND state IN ('open', 'suspect')",
                Integer.class,
                room.stream());
    }
}
