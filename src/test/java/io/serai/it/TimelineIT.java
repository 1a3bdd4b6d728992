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
        Publisher publisher = new Publisher("20ig72c6", "c1", key, "vid-1");
        srs.publish(publisher);

        await("written")
                .atMost(SOON)
                .until(() -> kinds(key).containsAll(List.of("hook", "session", "event")));
        JsonNode live = timeline(key);
        assertThat(live.get("state").asText()).isEqualTo("on-air");
        assertThat(live.get("diagnosis").asText()).startsWith("On air since ");
        assertThat(timeline(room.get("id").asText()).get("stream")).isEqualTo(live.get("stream"));
        await("that SRS can't be asked")
                .atMost(SOON)
                .until(() -> text(key).contains("can't be asked"));
        await("announced")
                .atMost(SOON)
                .until(() -> text(key).contains("discord-room gets room.created: done"));

        srs.unpublish(publisher);
        srs.publish(new Publisher("20ig72c6", "c2", key, "vid-2"));

        await("written").atMost(SOON).until(() -> text(key).contains("no stream has this name"));
        JsonNode gone = timeline(key);
        assertThat(gone.get("state").asText()).isEqualTo("deleted");
        assertThat(gone.get("stream").get("deletedAt").asText()).isNotBlank();
        assertThat(gone.get("diagnosis").asText())
                .contains("the last publish was refused", "no stream has this name");
        assertThat(text(key))
                .contains("publish accepted: goes on air", "unpublish: the session has ended")
                .doesNotContain(key.substring(9));
        assertThat(timeline(gone.get("stream").get("id").asText()).get("entries"))
                .isEqualTo(gone.get("entries"));
    }

    @Test
    void answersOnlyAnAdminAndInTheFormOfTheSurface() {
        assertThat(serai.get("/api/admin/streams/1/timeline").statusCode()).isEqualTo(401);
        HttpResponse<String> unknown = get("/api/admin/streams/nobody/timeline");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .isEqualTo("{\"error\":\"No stream and no hook of this name is known\"}");
        HttpResponse<String> invalid = get("/api/admin/streams/1/timeline?limit=0");
        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(invalid.body()).isEqualTo("{\"error\":\"limit is a number from 1 to 500\"}");
        assertThat(get("/api/admin/streams/a%2Fb%00/timeline").statusCode()).isIn(400, 404);
        assertThat(serai.get("/openapi.json").body())
                .contains("/api/admin/streams/{id}/timeline", "Timeline");
    }

    @Test
    void theStopWritesWhatWasJustRefused() {
        String name = "just-before-the-stop";
        srs.publish(new Publisher("20ig72c6", "c9", name, "vid-9"));

        assertThat(serai.terminate(Duration.ofSeconds(10))).isEqualTo(143);

        assertThat(
                        database.queryForObject(
                                "SELECT count(*) FROM timeline_entries WHERE client = 'c9'",
                                Integer.class))
                .isEqualTo(1);
        serai.start();
        assertThat(text(name)).startsWith("No such stream: the last publish was refused");
    }

    private HttpResponse<String> get(String path) {
        return serai.get(path, "Authorization", ADMIN);
    }

    private String text(String name) {
        return get("/api/admin/streams/" + name + "/timeline?format=text&limit=500").body();
    }

    private JsonNode timeline(String name) {
        return serai.admin("/api/admin/streams/" + name + "/timeline?limit=500");
    }

    private List<String> kinds(String name) {
        List<String> kinds = new ArrayList<>();
        timeline(name).get("entries").forEach(entry -> kinds.add(entry.get("kind").asText()));
        return kinds;
    }
}
