package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.streams.PublicName;
import io.serai.testing.RealFfmpeg;
import io.serai.testing.RealNginx;
import io.serai.testing.RealNginx.Hook;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A real nginx-rtmp that shows streams under other names than their keys. */
class RenamedStreamsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void knowsAStreamByTheNameThatNginxShows(@TempDir Path directory) throws Exception {
        DataSource fresh = TestPostgres.freshDatabase();
        JdbcTemplate database = new JdbcTemplate(fresh);
        try (SeraiProcess serai = SeraiProcess.in(directory);
                RealNginx nginx = nginx(serai)) {
            serai.with("DATABASE_URL", TestPostgres.url(fresh))
                    .with("NGINX_RENAME_STREAMS", "true")
                    .with("NGINX_RTMP_STAT_URL", nginx.stat().toString())
                    .with("ROOM_UNPUBLISH_GRACE", "10m")
                    .with("SUSPECT_GRACE", "2s")
                    .start();
            String key = serai.createRoom("rtmp").get("streamKey").asText();
            long stream =
                    database.queryForObject(
                            "SELECT stream_id FROM rooms WHERE stream_key = ?", Long.class, key);
            String shown = PublicName.of(key);
            try (RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl(key))) {
                await("open").atMost(SOON).until(() -> state(serai, stream).equals("open"));
                await("shown").atMost(SOON).until(() -> page(nginx).contains(shown));
                assertThat(page(nginx)).doesNotContain(key);
                try (RealFfmpeg viewer = RealFfmpeg.play(nginx.rtmpUrl(shown))) {
                    await("counted")
                            .atMost(SOON)
                            .until(
                                    () ->
                                            serai.newestSession(stream).get("lastViewers").asInt()
                                                    == 1);
                    await("the reconciler and updates agree for some rounds")
                            .during(Duration.ofSeconds(6))
                            .atMost(SOON)
                            .until(() -> state(serai, stream).equals("open"));
                    assertThat(viewer.running()).isTrue();
                }
                try (RealFfmpeg second = RealFfmpeg.publish(nginx.rtmpUrl(key))) {
                    assertThat(second.awaitExit(SOON)).as("busy").isNotZero();
                }
                assertThat(publisher.running()).isTrue();
                try (RealFfmpeg thief = RealFfmpeg.publish(nginx.rtmpUrl(shown))) {
                    assertThat(thief.awaitExit(SOON)).as("the public name").isNotZero();
                }
            }
            await("ended").atMost(SOON).until(() -> state(serai, stream).equals("ended"));
            assertThat(serai.eventTypes(stream))
                    .containsExactly("room.created", "stream.live", "stream.ended");
        }
    }

    private static RealNginx nginx(SeraiProcess serai) {
        String hooks = "/api/v1/stream-update/";
        return RealNginx.withApplication("live")
                .hook(Hook.ON_PUBLISH, serai.uri(hooks + "activate"))
                .hook(Hook.ON_PUBLISH_DONE, serai.uri(hooks + "deactivate"))
                .hook(Hook.ON_UPDATE, serai.uri(hooks + "status"))
                .hook(Hook.ON_PLAY, serai.uri(hooks + "play"))
                .hook(Hook.ON_PLAY_DONE, serai.uri(hooks + "play-done"))
                .updateEvery(Duration.ofSeconds(1))
                .start();
    }

    private static String state(SeraiProcess serai, long stream) {
        JsonNode newest = serai.newestSession(stream);
        return newest == null ? "" : newest.path("state").asText();
    }

    private static String page(RealNginx nginx) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(nginx.stat()).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
