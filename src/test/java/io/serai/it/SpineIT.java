package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.RealFfmpeg;
import io.serai.testing.RealNginx;
import io.serai.testing.RealNginx.Hook;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.serai.testing.ServerSentEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on real input: nginx-rtmp, ffmpeg, the embedded PostgreSQL, the packaged jar. */
class SpineIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path directory;

    private final RecordingDiscord discord = new RecordingDiscord();
    private SeraiProcess serai;
    private RealNginx nginx;

    @BeforeEach
    void start() {
        serai = SeraiProcess.in(directory).asJar();
        nginx =
                RealNginx.withApplication("live")
                        .hook(Hook.ON_PUBLISH, serai.uri("/api/v1/stream-update/activate"))
                        .hook(Hook.ON_PUBLISH_DONE, serai.uri("/api/v1/stream-update/deactivate"))
                        .hook(Hook.ON_PLAY, serai.uri("/api/v1/stream-update/play"))
                        .hook(Hook.ON_PLAY_DONE, serai.uri("/api/v1/stream-update/play-done"))
                        .start();
        serai.with("NGINX_RTMP_STAT_URL", nginx.stat().toString())
                .with("DISCORD_WEBHOOK_URL", discord.webhook(1))
                .with("DISCORD_LIVE_WEBHOOK_URL", discord.webhook(2))
                .with("ROOM_UNPUBLISH_GRACE", "10m")
                .with("SUSPECT_GRACE", "2s")
                .start();
    }

    @AfterEach
    void stop() {
        nginx.close();
        serai.close();
        discord.close();
    }

    @Test
    void aBroadcastGoesThroughTheWholeSystemAndSurvivesAKill() {
        JsonNode room = serai.createRoom("rtmp");
        String key = room.get("streamKey").asText();
        await("announced").atMost(SOON).until(() -> posts(1) == 1 && announced(key));
        long stream = streamOfTheOnlyRoom();

        try (ServerSentEvents browser =
                        new ServerSentEvents(serai.uri("/api/srs-proxy/streams/sse?room=" + key));
                RealFfmpeg first = RealFfmpeg.publish(nginx.rtmpUrl(key));
                RealFfmpeg viewer = RealFfmpeg.play(nginx.rtmpUrl(key))) {
            await("live in the browser").atMost(SOON).until(browser::live);
            await("told in Discord").atMost(SOON).until(() -> posts(2) == 1);
            await("a viewer is counted")
                    .atMost(SOON)
                    .until(() -> newestSession(stream).get("peakViewers").asInt() == 1);
            assertThat(newestSession(stream).get("state").asText()).isEqualTo("open");
            assertThat(serai.eventTypes(stream)).containsExactly("room.created", "stream.live");

            first.kill();
            await("off air in the browser").atMost(SOON).until(() -> !browser.live());
            viewer.kill();
        }
        await("the post is edited").atMost(SOON).until(() -> edits(2) == 1);

        // The publisher returns, and Serai is killed; nobody hears that the publisher leaves.
        try (RealFfmpeg second = RealFfmpeg.publish(nginx.rtmpUrl(key))) {
            await("live again").atMost(SOON).until(() -> serai.eventTypes(stream).size() == 4);
            serai.kill();
            second.kill();
        }
        try (RealFfmpeg refused = RealFfmpeg.publish(nginx.rtmpUrl(key))) {
            assertThat(refused.awaitExit(SOON)).as("fail closed").isNotZero();
        }
        serai.start();
        await("the lost end is found").atMost(SOON).until(() -> endedAs(stream, "lost"));

        try (RealFfmpeg third = RealFfmpeg.publish(nginx.rtmpUrl(key))) {
            await("live for the third time")
                    .atMost(SOON)
                    .until(() -> newestSession(stream).get("state").asText().equals("open"));
            assertThat(third.running()).isTrue();
        }
        await("ended").atMost(SOON).until(() -> endedAs(stream, "unpublish"));
        await("every post is edited").atMost(SOON).until(() -> edits(2) == 3);

        assertThat(serai.eventTypes(stream))
                .containsExactly(
                        "room.created",
                        "stream.live",
                        "stream.ended",
                        "stream.live",
                        "stream.ended",
                        "stream.live",
                        "stream.ended");
        assertThat(posts(1)).as("announcements of the room").isEqualTo(1);
        assertThat(posts(2)).as("posts about broadcasts").isEqualTo(3);
        assertThat(serai.admin("/api/admin/deliveries?state=parked").get("deliveries")).isEmpty();
        assertThat(serai.logText())
                .doesNotContain(key)
                .doesNotContain(RecordingDiscord.TOKEN)
                .doesNotContain("Exception");
    }

    private long posts(int webhook) {
        return requests(webhook, "POST");
    }

    private long edits(int webhook) {
        return requests(webhook, "PATCH");
    }

    private long requests(int webhook, String method) {
        return List.copyOf(discord.requests()).stream()
                .filter(request -> request.method().equals(method))
                .filter(request -> request.target().startsWith("/api/webhooks/" + webhook + "/"))
                .count();
    }

    private boolean announced(String key) {
        return SeraiProcess.json(serai.get("/api/rooms/by-stream-key?streamKey=" + key).body())
                .path("room")
                .path("discordWebhookSent")
                .asBoolean();
    }

    /** Streams are numbered from 1 in a new database. */
    private static long streamOfTheOnlyRoom() {
        return 1;
    }

    private JsonNode newestSession(long stream) {
        return serai.admin("/api/admin/sessions?stream=" + stream).get("sessions").path(0);
    }

    private boolean endedAs(long stream, String reason) {
        return newestSession(stream).path("reason").asText().equals(reason);
    }
}
