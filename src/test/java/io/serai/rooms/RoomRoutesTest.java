package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.audit.AuditRows;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.events.RetryLater;
import io.serai.events.StreamEvent;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.RecordingDiscord.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class RoomRoutesTest {
    private static final AtomicInteger CALLERS = new AtomicInteger();

    private static RecordingDiscord discord;
    private static ConfigurableApplicationContext context;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path directory) {
        discord = new RecordingDiscord();
        context =
                RoomsApplication.start(
                        directory,
                        "serai.notify.room-webhook-url=" + discord.webhook(1),
                        "serai.notify.live-webhook-url=" + discord.webhook(2),
                        "serai.notify.timeout=2s",
                        "serai.web.trusted-proxies=127.0.0.1",
                        "serai.rooms.creation-limit.most=3",
                        "serai.rooms.creation-limit.period=1h");
    }

    @AfterAll
    static void stop() {
        context.close();
        discord.close();
    }

    @BeforeEach
    void forget() {
        discord.requests().clear();
        JdbcClient sql = context.getBean(JdbcClient.class);
        sql.sql("DELETE FROM notify_webhooks").update();
        sql.sql("DELETE FROM notify_posts").update();
    }

    @Test
    void servesTheRoomsOfPixelCast() throws Exception {
        JsonNode room = json(post("/api/rooms", "{\"type\":\"webrtc\"}")).get("room");
        String key = room.get("streamKey").textValue();

        assertThat(get("/api/rooms").body()).contains(key);
        assertThat(get("/api/rooms/by-stream-key?streamKey=" + key).statusCode()).isEqualTo(200);
        assertThat(get("/api/rooms/validate?roomUrl=%2Froom%2F" + key).body())
                .contains("\"exists\":true");
        assertThat(get("/api/rooms/by-stream-key").statusCode()).isEqualTo(400);
        assertThat(get("/api/rooms/by-stream-key?streamKey=x").statusCode()).isEqualTo(404);
        assertThat(post("/api/rooms", "{\"type\":null}").body())
                .isEqualTo("{\"error\":\"Room type must be 'rtmp' or 'webrtc'\"}");
        assertThat(post("/api/rooms", "").statusCode()).isEqualTo(400);
        assertThat(post("/api/rooms", "x".repeat(70_000)).statusCode()).isEqualTo(413);
        assertThat(post("/api/rooms/validate", "{}").statusCode()).isEqualTo(405);
        assertThat(AuditRows.of(context.getBean(DataSource.class)))
                .as("the room that was made, by its id")
                .filteredOn(row -> row.contains(room.get("id").textValue()))
                .singleElement()
                .asString()
                .startsWith("nobody ")
                .contains(" pixelcast room-create-post room.created room/")
                .endsWith(" type")
                .doesNotContain(key);
    }

    @Test
    void answersEachQuestionAboutRoomsInTheFormOfPixelCast() throws Exception {
        JsonNode created = json(post("/api/rooms", "{\"type\":\"rtmp\",\"extra\":{}}"));
        JsonNode room = created.get("room");
        String key = room.get("streamKey").textValue();
        String fields =
                "{\"id\":\"%s\",\"name\":\"RTMP Room %s\",\"streamKey\":\"%s\",\"type\":\"rtmp\","
                                .formatted(room.get("id").textValue(), key.substring(0, 8), key)
                        + "\"roomUrl\":\"http://localhost:3000/room/%s\",\"createdAt\":%s"
                                .formatted(key, room.get("createdAt"));
        String listed = fields + ",\"discordWebhookSent\":false}";

        assertThat(created).hasToString("{\"success\":true,\"room\":" + fields + "}}");
        assertThat(get("/api/rooms").body()).startsWith("{\"success\":true,\"rooms\":[" + listed);
        assertThat(get("/api/rooms/by-stream-key?streamKey=" + key).body())
                .isEqualTo("{\"success\":true,\"room\":" + listed + "}");
        assertThat(get("/api/rooms/validate?roomUrl=http%3A%2F%2Fa.example%2Froom%2F" + key).body())
                .isEqualTo("{\"success\":true,\"exists\":true,\"room\":" + fields + "}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    GET  | /api/rooms/by-stream-key              |                 | 400 | {"error":"Stream key is required"}
                    GET  | /api/rooms/by-stream-key?streamKey=   |                 | 400 | {"error":"Stream key is required"}
                    GET  | /api/rooms/by-stream-key?streamKey=x  |                 | 404 | {"error":"Room not found"}
                    GET  | /api/rooms/validate                   |                 | 400 | {"error":"Room URL is required"}
                    GET  | /api/rooms/validate?roomUrl=          |                 | 400 | {"error":"Room URL is required"}
                    GET  | /api/rooms/validate?roomUrl=/room/x   |                 | 404 | {"success":false,"exists":false,"error":"Room not found"}
                    POST | /api/rooms                            | {"type":"hls"}  | 400 | {"error":"Room type must be 'rtmp' or 'webrtc'"}
                    POST | /api/rooms                            | {"type":null}   | 400 | {"error":"Room type must be 'rtmp' or 'webrtc'"}
                    POST | /api/rooms                            | {"type":        | 400 | {"error":"The request body is not valid JSON","details":"It is damaged at line 1, column 9"}
                    POST | /api/rooms                            | ``              | 400 | {"error":"The request body is not valid JSON","details":"The body is empty"}
                    PUT  | /api/rooms                            | {}              | 405 | {"error":"Method Not Allowed"}
                    POST | /api/rooms/by-stream-key              | {}              | 405 | {"error":"Method Not Allowed"}
                    GET  | /api/rooms/other                      |                 | 404 | {"error":"Not Found"}
                    """)
    void refusesInTheFormOfPixelCast(
            String method, String path, String body, int status, String answer) throws Exception {
        HttpResponse<String> refusal =
                send(
                        request(path)
                                .method(
                                        method,
                                        body == null
                                                ? BodyPublishers.noBody()
                                                : BodyPublishers.ofString(body)));

        assertThat(refusal.statusCode()).isEqualTo(status);
        assertThat(refusal.body()).isEqualTo(answer);
        assertThat(refusal.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void limitsHowManyRoomsAnAddressMakes() throws Exception {
        String[] caller = {"X-Real-IP", "2001:db8:0:1::1"};
        for (int made = 0; made < 3; made++) {
            assertThat(create("{}", caller).statusCode()).isEqualTo(200);
            assertThat(create("{\"type\":1}", caller).statusCode())
                    .as("not counted")
                    .isEqualTo(400);
        }

        HttpResponse<String> refusal = create("{}", "X-Real-IP", "2001:db8:0:1:ffff::2");

        assertThat(refusal.statusCode()).as("of the same network").isEqualTo(429);
        assertThat(refusal.body())
                .isEqualTo("{\"error\":\"Too many new rooms from this address; try again later\"}");
        assertThat(Long.parseLong(refusal.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1L, 1200L);
        assertThat(create("{}", "X-Real-IP", "2001:db8:0:2::1").statusCode()).isEqualTo(200);
    }

    @Test
    void announcesARoomAndRemembersIt(CapturedOutput output) throws Exception {
        JsonNode room = json(post("/api/rooms", "{}")).get("room");
        String key = room.get("streamKey").textValue();

        assertThat(deliver("discord-room", created(key)).isFailed()).isFalse();

        assertThat(discord.requests())
                .singleElement()
                .extracting(Request::body)
                .asString()
                .contains("New RTMP Stream Room Created", key);
        assertThat(get("/api/rooms/by-stream-key?streamKey=" + key).body())
                .contains("\"discordWebhookSent\":true");
        assertThat(output)
                .contains("room.created", "room.announced")
                .doesNotContain(key, RecordingDiscord.TOKEN);
    }

    @Test
    void leavesAFailedAnnouncementToItsDelivery(CapturedOutput output) throws Exception {
        String key = json(post("/api/rooms", "{}")).get("room").get("streamKey").textValue();
        discord.then(500, "").thenSilence();

        for (Class<?> expected :
                new Class<?>[] {Unavailable.class, Unavailable.class, RetryLater.class}) {
            Exchange failed = deliver("discord-room", created(key));
            assertThat(failed.isFailed()).isTrue();
            assertThat(failed.getException()).isInstanceOf(expected);
        }

        assertThat(get("/api/rooms/by-stream-key?streamKey=" + key).body())
                .contains("\"discordWebhookSent\":false");
        assertThat(output).doesNotContain(key, RecordingDiscord.TOKEN);
    }

    @Test
    void finishesTheDeliveryAboutARoomThatIsGone() {
        Exchange delivered = deliver("discord-room", event("room.created", Map.of()));

        assertThat(delivered.isFailed()).isFalse();
        assertThat(discord.requests()).isEmpty();
    }

    @Test
    void postsABroadcastAndEditsItAtItsEnd() {
        Map<String, Object> detail =
                Map.of("broadcast", 7, "title", "Show", "surface", "pixelcast", "peakViewers", 3);

        assertThat(deliver("discord-live", event("stream.live", detail)).isFailed()).isFalse();
        assertThat(deliver("discord-live", event("stream.ended", detail)).isFailed()).isFalse();

        assertThat(discord.requests()).extracting(Request::method).containsExactly("POST", "PATCH");
    }

    @Test
    void letsOnlyAnAdminSendATestMessage() throws Exception {
        assertThat(post("/api/admin/discord/test", "").statusCode()).isIn(401, 403);
        assertThat(discord.requests()).isEmpty();

        HttpResponse<String> answer =
                send(
                        request("/api/admin/discord/test")
                                .header("Authorization", "Bearer let-me-in")
                                .POST(BodyPublishers.ofString("{\"target\":\"live\"}")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"sent\":true,\"status\":200");
    }

    @Test
    void runsNoReactionWithoutItsWebhook(@TempDir Path directory) {
        try (ConfigurableApplicationContext without =
                RoomsApplication.start(
                        directory, "serai.notify.live-webhook-url=" + discord.webhook(2))) {
            assertThat(status(without, "discord-room")).isEqualTo(ServiceStatus.Stopped);
            assertThat(status(without, "discord-live")).isEqualTo(ServiceStatus.Started);
        }
    }

    private static ServiceStatus status(ConfigurableApplicationContext of, String route) {
        return of.getBean(CamelContext.class).getRouteController().getRouteStatus(route);
    }

    private static Exchange deliver(String reaction, StreamEvent event) {
        return RoomsApplication.deliver(context, reaction, event);
    }

    private static StreamEvent created(String key) {
        Room room = context.getBean(RoomLifecycle.class).byKey(key).orElseThrow();
        return RoomsBench.created(room, false);
    }

    private static StreamEvent event(String type, Map<String, Object> detail) {
        return new StreamEvent(
                1,
                new StreamId(999),
                type,
                Instant.parse("2026-03-01T12:00:00Z"),
                detail,
                1,
                false);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** Each call comes from an address of its own, so that no test meets a limit of another. */
    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("X-Real-IP", "192.0.2." + CALLERS.incrementAndGet())
                        .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> create(String body, String... headers)
            throws IOException, InterruptedException {
        return send(request("/api/rooms").headers(headers).POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(RoomsApplication.url(context, path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new JsonMapper().readTree(answer.body());
    }
}
