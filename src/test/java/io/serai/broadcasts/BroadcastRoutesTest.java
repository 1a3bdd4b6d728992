package io.serai.broadcasts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Serai;
import io.serai.testing.ScriptedRtc;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The shipped routes of the live-service surface, with the whole application behind them. */
class BroadcastRoutesTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ScriptedSrs SRS = ScriptedSrs.start();
    private static ConfigurableApplicationContext context;

    @BeforeAll
    static void start(@TempDir Path directory) {
        DataSource fresh = TestPostgres.freshDatabase();
        context =
                new SpringApplicationBuilder(Serai.class)
                        .run(
                                "--server.port=0",
                                "--serai.data-dir=" + directory,
                                "--serai.accounts.jwt-secret=" + "of a test ".repeat(4),
                                "--serai.restream.encryption-key=" + "5e".repeat(32),
                                "--serai.database.url=" + TestPostgres.url(fresh),
                                "--serai.web.admin-token=let-me-in",
                                "--serai.broadcasts.turn-secret=north",
                                "--SRS_API_PORT=" + SRS.api().getPort());
    }

    @AfterAll
    static void stop() {
        context.close();
        SRS.close();
        HTTP.close();
    }

    @Test
    void onlyTheOwnerSeesTheKey() throws Exception {
        JsonNode made = create(7);
        String path = "/api/v1/live/" + made.get("id").asLong();
        String key = made.get("stream_key").asText();

        assertThat(get(path, 7).body()).contains(key, "\"is_owner\":true");
        assertThat(get(path + "/webrtc", 7).body()).contains("&token=" + key);
        for (String each : new String[] {path, path + "/webrtc"}) {
            assertThat(get(each, 8).body()).doesNotContain(key, "stream_key", "publish_url");
            assertThat(get(each, 0).body()).contains("\"is_owner\":false").doesNotContain(key);
        }
        assertThat(get(path + "/stats", 8).statusCode()).isEqualTo(403);
        assertThat(get(path + "/stats", 0).statusCode()).isEqualTo(401);
    }

    @Test
    void goesFromIdleToLiveToEndedForGood() throws Exception {
        JsonNode made = create(9);
        long id = made.get("id").asLong();
        String hook =
                "{\"app\":\"live\",\"stream\":\"%d\",\"param\":\"?token=%s\"}"
                        .formatted(id, made.get("stream_key").asText());

        assertThat(callback("on_unpublish", hook, JSON)).isEqualTo(200);
        assertThat(status(id)).isEqualTo("IDLE");
        assertThat(callback("on_publish", hook, JSON)).isEqualTo(200);
        assertThat(callback("on_publish", hook, JSON)).as("already live").isEqualTo(403);
        assertThat(status(id)).isEqualTo("LIVE");
        JsonNode feed = json(get("/api/v1/live/feed?limit=1", 0));
        assertThat(feed.at("/streams/0/id").asLong()).isEqualTo(id);
        assertThat(feed.at("/streams/0/username").asText()).isEqualTo("user_9");
        assertThat(feed.get("total").asLong()).isEqualTo(1);
        assertThat(json(get("/api/v1/live/feed?page=9", 0)).get("total").asLong()).isEqualTo(1);
        assertThat(callback("on_unpublish", hook, JSON)).isEqualTo(200);
        assertThat(status(id)).isEqualTo("ENDED");
        assertThat(callback("on_publish", hook, JSON)).as("ended").isEqualTo(403);
        assertThat(json(get("/api/v1/live/" + id + "/stats", 9)).get("sessions")).hasSize(1);
        assertThat(json(get("/api/v1/live/feed", 0)).toString()).contains("\"streams\":[]");
    }

    @Test
    void takesFormsAndRefusesAWrongToken() throws Exception {
        JsonNode made = create(10);
        String form = "app=live&stream=" + made.get("id").asLong() + "&param=%3Ftoken%3D";

        assertThat(callback("on_publish", form + "wrong", FORM)).isEqualTo(403);
        assertThat(callback("on_publish", "{", JSON)).isEqualTo(403);
        assertThat(callback("on_unpublish", "{", JSON)).isEqualTo(200);
        String right = form + made.get("stream_key").asText();
        assertThat(callback("on_publish", right, FORM)).isEqualTo(200);
        assertThat(callback("on_unpublish", right, FORM)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=0", "limit=0", "limit=101", "page=x", "page="})
    void refusesPagesThatCanNotBe(String query) throws Exception {
        HttpResponse<String> answer = get("/api/v1/live/feed?" + query, 0);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_params");
    }

    @Test
    void tellsErrorsByTheirWords() throws Exception {
        assertThat(get("/api/v1/live/x", 0).body()).contains("invalid_id");
        assertThat(get("/api/v1/live/x/viewers", 0).body()).contains("invalid_stream_id");
        assertThat(get("/api/v1/live/999999", 0).body()).contains("Stream not found");
        assertThat(get("/api/v1/live/999999/viewers", 0).body())
                .isEqualTo("{\"stream_id\":999999,\"viewer_count\":0}");
        assertThat(post("/api/v1/live/create", "{\"title\":\"x\"}", JSON, 0).statusCode())
                .isEqualTo(401);
        assertThat(post("/api/v1/live/create", "{\"title\":\"\"}", JSON, 7).body())
                .contains("invalid_request");
    }

    @Test
    void takesOffersToSrs() throws Exception {
        HttpResponse<String> answer =
                post(
                        "/rtc/v1/whip/?app=live&stream=1&token=t",
                        ScriptedRtc.OFFER,
                        "application/sdp",
                        0);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo(ScriptedRtc.ANSWER);
        assertThat(get("/health/srs", 0).body()).contains("\"status\":\"healthy\"");
    }

    private static JsonNode create(long user) throws IOException, InterruptedException {
        HttpResponse<String> made =
                post("/api/v1/live/create", "{\"title\":\"A concert\"}", JSON, user);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made);
    }

    private static String status(long id) throws IOException, InterruptedException {
        return json(get("/api/v1/live/" + id, 0)).get("status").asText();
    }

    private static int callback(String event, String body, String type)
            throws IOException, InterruptedException {
        return post("/api/v1/callbacks/" + event, body, type, 0).statusCode();
    }

    private static HttpResponse<String> get(String path, long user)
            throws IOException, InterruptedException {
        return HTTP.send(request(path, user).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body, String type, long user)
            throws IOException, InterruptedException {
        return HTTP.send(
                request(path, user)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** As a gateway on this machine calls; user 0 is nobody. */
    private static HttpRequest.Builder request(String path, long user) {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return user == 0 ? request : request.header("X-User-ID", Long.toString(user));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return SeraiProcess.json(answer.body());
    }
}
