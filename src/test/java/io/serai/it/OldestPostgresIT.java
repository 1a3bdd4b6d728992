package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL 13 is the oldest that Serai takes: migrations, hooks and deliveries work on it. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class OldestPostgresIT {
    @TempDir Path directory;

    @Test
    void aBroadcastGoesThroughPostgres13() throws Exception {
        try (EmbeddedPostgres postgres = postgres13();
                RecordingDiscord discord = new RecordingDiscord();
                SeraiProcess serai =
                        SeraiProcess.in(directory)
                                .with(
                                        "DATABASE_URL",
                                        "postgresql://postgres:x@127.0.0.1:%d/postgres"
                                                .formatted(postgres.getPort()))
                                .with("DISCORD_LIVE_WEBHOOK_URL", discord.webhook(2))
                                .start()) {
            JsonNode room = serai.createRoom("rtmp");
            String hook =
                    """
                    {"server_id":"s","service_id":"b","client_id":"c","app":"live","stream":"%s"}
                    """
                            .formatted(room.get("streamKey").asText());

            assertThat(serai.postJson("/api/srs/publish", hook).body()).contains("\"code\":0");
            assertThat(serai.postJson("/api/srs/unpublish", hook).body()).contains("\"code\":0");

            assertThat(serai.eventTypes(1))
                    .containsExactly("room.created", "stream.live", "stream.ended", "room.deleted");
            await("posted and edited")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> discord.requests().size() == 2);
            assertThat(serai.logText()).contains("version=13.");
        }
    }

    private EmbeddedPostgres postgres13() throws Exception {
        URI programs =
                URI.create(
                        "jar:"
                                + Path.of("target", "postgres-13", "programs.jar").toUri()
                                + "!/postgres-linux-x86_64.txz");
        return EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> programs.toURL().openStream())
                .setOverrideWorkingDirectory(new File(directory.toFile(), "programs"))
                .start();
    }
}
