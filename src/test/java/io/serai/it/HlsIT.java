package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.RealFfmpeg;
import io.serai.testing.RealNginx;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real player watches real HLS through Serai; a real nginx makes it in the place of SRS. */
class HlsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String APP = "__defaultApp__";

    @Test
    void aPlayerWatchesThroughSerai(@TempDir Path directory) {
        try (RealNginx nginx = RealNginx.withApplication(APP).hls().start();
                SeraiProcess serai = serai(directory, nginx);
                RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl("stage"))) {
            JsonNode player = SeraiProcess.json(serai.get("/api/hls/player?stream=stage").body());
            URI playlist = URI.create(player.get("hlsPlaybackUrl").textValue());
            await("a few segments are there")
                    .atMost(SOON)
                    .failFast("the publisher has ended", () -> !publisher.running())
                    .until(() -> segments(get(serai, playlist)) >= 3);
            assertThat(get(serai, playlist).body()).contains("\nproxy?url=/" + APP + "/stage-");

            try (RealFfmpeg watching = RealFfmpeg.play(playlist.toString(), 2)) {
                assertThat(watching.awaitExit(SOON)).as(watching.stderrTail()).isZero();
                assertThat(watching.stderrTail())
                        .contains("Video: h264", "Audio: aac")
                        .containsPattern("frame= *[1-9]");
            }
            assertThat(serai.logText()).doesNotContain("\tat ");
        }
    }

    private static SeraiProcess serai(Path directory, RealNginx nginx) {
        return SeraiProcess.in(directory)
                .with("DATABASE_URL", TestPostgres.url(TestPostgres.freshDatabase()))
                .with("SRS_HTTP_PORT", Integer.toString(nginx.http().getPort()))
                .start();
    }

    private static HttpResponse<String> get(SeraiProcess serai, URI address) {
        assertThat(address.getAuthority()).isEqualTo(serai.uri("/").getAuthority());
        return serai.get(address.getRawPath() + "?" + address.getRawQuery());
    }

    private static long segments(HttpResponse<String> playlist) {
        return playlist.body().lines().filter(line -> line.endsWith(".ts")).count();
    }
}
