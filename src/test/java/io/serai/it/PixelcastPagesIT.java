package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.it.SrsHooks.Publisher;
import io.serai.testing.ScriptedHls;
import io.serai.testing.ScriptedRtc;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.SeraiProcess;
import io.serai.testing.ServerSentEvents;
import io.serai.testing.TestPostgres;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The pages of PixelCast's front end, call by call in its own order, beside a scripted SRS. */
@TestInstance(Lifecycle.PER_CLASS)
class PixelcastPagesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String JSON = "application/json";

    private final ScriptedSrs srs = ScriptedSrs.start();
    private final ScriptedHls files = ScriptedHls.start();
    private SeraiProcess serai;
    private SrsHooks hooks;

    @BeforeAll
    void start(@TempDir Path directory) {
        serai =
                SeraiProcess.in(directory)
                        .with("DATABASE_URL", TestPostgres.url(TestPostgres.freshDatabase()))
                        .with("SRS_API_PORT", Integer.toString(srs.api().getPort()))
                        .with("SRS_HTTP_PORT", Integer.toString(files.address().getPort()))
                        .start();
        hooks = new SrsHooks(serai, srs.server());
    }

    @AfterAll
    void stop() {
        serai.close();
        srs.close();
        files.close();
    }

    @Test
    void aRoomForAnEncoder() {
        JsonNode room = serai.createRoom("rtmp");
        String key = room.get("streamKey").asText();
        assertThat(roomOf(get("/api/rooms/validate?roomUrl=" + encoded(room, "roomUrl"))))
                .isEqualTo(room.get("id").asText());
        assertThat(get("/api/rtmp/ingest?stream=" + key).get("rtmpIngestUrl").asText())
                .endsWith("/__defaultApp__/" + key);
        assertThat(get("/api/rtmp/status?stream=" + key).get("isLive").asBoolean()).isFalse();

        try (ServerSentEvents events = listen(key)) {
            await("connected").atMost(SOON).until(() -> !events.messages().isEmpty());
            srs.publish("/__defaultApp__/" + key, "c1");
            Publisher encoder = new Publisher(srs.service(), "c1", key, "vid-1");
            assertThat(hooks.connectAndPublish(encoder)).isTrue();

            await("the page learns of it")
                    .atMost(SOON)
                    .until(() -> lastNames(events).equals(List.of(key)));
            await("it is live")
                    .atMost(SOON)
                    .until(() -> get("/api/rtmp/status?stream=" + key).get("isLive").asBoolean());
            plays(get("/api/hls/player?stream=" + key), key);
            await("monitored")
                    .atMost(SOON)
                    .until(
                            () ->
                                    get("/api/srs-proxy/monitor?roomName=" + key)
                                            .at("/streamInfo/publish/active")
                                            .asBoolean());

            srs.unpublish("/__defaultApp__/" + key);
            hooks.unpublish(encoder);
            await("the page learns of the end")
                    .atMost(SOON)
                    .until(() -> lastNames(events).isEmpty());
        }
        assertThat(serai.get("/api/rooms/validate?roomUrl=/room/" + key).statusCode())
                .as("the room has gone with its encoder")
                .isEqualTo(404);
    }

    @Test
    void aRoomForBrowsers() {
        String key = serai.createRoom("webrtc").get("streamKey").asText();
        JsonNode token = post("/api/token?roomName=" + key + "&identity=ada-1&name=Ada");
        assertThat(token.get("streamKey").asText()).isEqualTo(key + "/ada-1");
        attend(key, "ada-1", "join");
        attend(key, "bob-2", "join");
        JsonNode present = get("/api/srs-proxy/presence?room=" + key);
        assertThat(present.get("count").asInt()).isEqualTo(2);

        try (ServerSentEvents events = listen(key)) {
            await("connected").atMost(SOON).until(() -> !events.messages().isEmpty());
            HttpResponse<String> published = sdp(token.get("whipUrl").asText());
            assertThat(published.statusCode()).isEqualTo(200);
            assertThat(published.body()).isEqualTo(ScriptedRtc.ANSWER);
            srs.publish("/" + key + "/ada-1", "w1");

            await("the others learn of it")
                    .atMost(SOON)
                    .until(() -> lastNames(events).equals(List.of("ada-1")));
            assertThat(sdp(token.get("whepUrl").asText()).statusCode()).isEqualTo(200);
            await("listed")
                    .atMost(SOON)
                    .until(
                            () ->
                                    names(get("/api/srs-proxy/streams").get("streams"))
                                            .contains("ada-1"));

            assertThat(post("/api/srs-proxy/streams/stop?stream=ada-1").get("success").asBoolean())
                    .isTrue();
            assertThat(srs.kicked()).contains("w1");
        }
        attend(key, "ada-1", "leave");
        assertThat(get("/api/srs-proxy/presence?room=" + key).at("/participants/0").asText())
                .isEqualTo("bob-2");
    }

    private void plays(JsonNode player, String key) {
        files.file(
                "/__defaultApp__/" + key + ".m3u8",
                "application/vnd.apple.mpegurl",
                "#EXTM3U\n#EXTINF:2,\n%s-0.ts\n".formatted(key).getBytes(StandardCharsets.UTF_8));
        assertThat(player.get("isLive").asBoolean()).isTrue();
        String address = player.get("hlsPlaybackUrl").asText();
        String path = address.substring(address.indexOf("/api/"));
        assertThat(serai.get(path).body()).contains("#EXTM3U").contains(key + "-0.ts");
    }

    private ServerSentEvents listen(String room) {
        return new ServerSentEvents(serai.uri("/api/srs-proxy/streams/sse?room=" + room));
    }

    private void attend(String room, String identity, String action) {
        String query = "?room=%s&identity=%s&action=%s".formatted(room, identity, action);
        assertThat(post("/api/srs-proxy/presence" + query).get("success").asBoolean()).isTrue();
    }

    private HttpResponse<String> sdp(String path) {
        return serai.post(path, "application/sdp", ScriptedRtc.OFFER);
    }

    private JsonNode get(String path) {
        return body(serai.get(path));
    }

    private JsonNode post(String path) {
        return body(serai.post(path, JSON, ""));
    }

    private static JsonNode body(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return SeraiProcess.json(answer.body());
    }

    private static String roomOf(JsonNode validation) {
        assertThat(validation.get("exists").asBoolean()).isTrue();
        return validation.at("/room/id").asText();
    }

    private static String encoded(JsonNode object, String field) {
        return URLEncoder.encode(object.get(field).asText(), StandardCharsets.UTF_8);
    }

    /** The names in the newest update; empty before the first. */
    private static List<String> lastNames(ServerSentEvents events) {
        return events.messages().reversed().stream()
                .filter(one -> one.path("type").asText().equals("streams_update"))
                .findFirst()
                .map(one -> names(one.get("streams")))
                .orElse(List.of());
    }

    private static List<String> names(JsonNode streams) {
        return StreamSupport.stream(streams.spliterator(), false)
                .map(one -> one.get("name").asText())
                .toList();
    }
}
