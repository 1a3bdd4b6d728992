package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.it.SrsHooks.Publisher;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What an operator is told of a stream, through the packaged jar. */
@TestInstance(Lifecycle.PER_CLASS)
class TimelineIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ADMIN = "Bearer an-admin-token";

    private final RecordingDiscord discord = new RecordingDiscord();
    private SeraiProcess serai;
    private SrsHooks srs;
    private JdbcTemplate database;

    @BeforeAll
    void start(@TempDir Path directory) {
        DataSource fresh = TestPostgres.freshDatabase();
        database = new JdbcTemplate(fresh);
        serai =
                SeraiProcess.in(directory)
                        .with("DATABASE_URL", TestPostgres.url(fresh))
                        .with("DISCORD_WEBHOOK_URL", discord.webhook(1))
                        .start();
        srs = new SrsHooks(serai, "vid-v3i23y0");
    }

    @AfterAll
    void stop() {
        serai.close();
        discord.close();
    }

    @Test
    void tellsTheWholeLifeOfARoom() {
        JsonNode room = serai.createRoom("rtmp");
        String key = room.get("streamKey").asText();
        srs.publish(new Publisher("20ig72c6", "c2", key, "vid-2"));
