package io.serai.broadcasts;

import static io.serai.broadcasts.BroadcastSite.FORM;
import static io.serai.broadcasts.BroadcastSite.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.broadcasts.BroadcastSite.Made;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped routes of broadcasts and of their callbacks. */
class BroadcastRoutesTest {
    private static BroadcastSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site =
                new BroadcastSite(
                        directory,
                        new Class<?>[0],
                        "--serai.broadcasts.turn-secret=north",
                        "--serai.broadcasts.turn-urls=turn:a.example:3478,turns:a.example:5349",
                        "--SRS_UNKNOWN_STREAMS=accept");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void onlyTheOwnerSeesTheKey() {
        Made made = site.create(7);
        String path = "/api/v1/live/" + made.stream();

        assertThat(site.get(path, 7).body()).contains(made.key(), "\"is_owner\":true");
        assertThat(site.get(path + "/webrtc", 7).body()).contains("&token=" + made.key());
        for (String each : new String[] {path, path + "/webrtc"}) {
            assertThat(site.get(each, 8).body())
                    .doesNotContain(made.key(), "stream_key", "publish_url");
            assertThat(site.get(each, 0).body())
                    .contains("\"is_owner\":false")
                    .doesNotContain(made.key());
        }
        assertThat(site.get(path + "/stats", 8).statusCode()).isEqualTo(403);
        assertThat(site.get(path + "/stats", 0).statusCode()).isEqualTo(401);
    }

    @Test
    void goesFromIdleToLiveToEndedForGood() {
        Made made = site.create(9);
        String path = "/api/v1/live/" + made.stream();

        assertThat(site.callback("on_unpublish", made.hook())).isEqualTo(200);
        assertThat(site.status(made)).isEqualTo("IDLE");
        assertThat(site.json(path, 0).has("started_at")).isFalse();
        assertThat(site.callback("on_publish", made.hook())).isEqualTo(200);
        assertThat(site.callback("on_publish", made.hook())).as("already live").isEqualTo(403);
        assertThat(site.status(made)).isEqualTo("LIVE");
        String started = site.json(path, 0).get("started_at").asText();
        JsonNode feed = site.json("/api/v1/live/feed?limit=1", 0);
        assertThat(feed.at("/streams/0/id").asLong()).isEqualTo(made.stream().value());
        assertThat(feed.at("/streams/0/username").asText()).isEqualTo("user_9");
        assertThat(feed.at("/streams/0/started_at").asText()).isEqualTo(started);
        assertThat(feed.get("total").asLong()).isEqualTo(1);
        assertThat(site.json("/api/v1/live/feed?page=9", 0).get("total").asLong()).isEqualTo(1);
        assertThat(site.callback("on_unpublish", made.hook())).isEqualTo(200);
        assertThat(site.callback("on_unpublish", made.hook())).as("twice").isEqualTo(200);
        assertThat(site.status(made)).isEqualTo("ENDED");
        assertThat(site.json(path, 0).get("started_at").asText()).isEqualTo(started);
        assertThat(site.callback("on_publish", made.hook())).as("ended").isEqualTo(403);
        assertThat(site.json(path + "/stats", 9).get("sessions")).hasSize(1);
        assertThat(site.get("/api/v1/live/feed", 0).body())
                .contains("\"streams\":[],\"total\":0,", "\"total_pages\":0");
    }

    @Test
    void anEndedBroadcastIsNoUnknownStreamWhereThoseAreAccepted() {
        Made made = site.create(20);
        String byKey = "{\"app\":\"live\",\"stream\":\"" + made.key() + "\"}";

        assertThat(site.hook("publish", made.hook("1"))).isZero();
        assertThat(site.hook("unpublish", made.hook("1"))).isZero();

        assertThat(site.hook("publish", made.hook("2"))).as("by id").isEqualTo(1);
        assertThat(site.hook("publish", byKey)).as("by key").isEqualTo(1);
        assertThat(site.hook("publish", byKey.replace("live_u", "nobody-"))).isZero();
        assertThat(site.hook("publish", "{\"app\":\"live\",\"stream\":\"987654\"}")).isZero();
        assertThat(site.hook("unpublish", made.hook("3"))).isZero();
    }

    @Test
    void takesFormsAndNumbersAndRefusesAWrongToken() {
        Made made = site.create(10);
        String form = "app=live&stream=" + made.stream() + "&param=%3Ftoken%3D";

        assertThat(callbackForm("on_publish", form + "wrong")).isEqualTo(403);
        assertThat(site.callback("on_publish", "{")).isEqualTo(403);
        assertThat(site.callback("on_unpublish", "{")).isEqualTo(200);
        assertThat(callbackForm("on_publish", form + made.key())).isEqualTo(200);
        assertThat(callbackForm("on_unpublish", form + made.key())).isEqualTo(200);
        Made other = site.create(10);
        String number = other.hook().replace("\"" + other.stream() + "\"", "" + other.stream());
        assertThat(site.callback("on_publish", number)).isEqualTo(200);
        assertThat(site.callback("on_unpublish", number)).isEqualTo(200);
        assertThat(site.status(other)).isEqualTo("ENDED");
    }

    @Test
    void publishesByTheKeyAlone() {
        Made made = site.create(11);
        String hook = "{\"app\":\"live\",\"stream\":\"" + made.key() + "\"}";

        assertThat(site.callback("on_publish", hook)).isEqualTo(200);
        assertThat(site.status(made)).isEqualTo("LIVE");
        assertThat(site.callback("on_unpublish", hook)).isEqualTo(200);
        assertThat(site.status(made)).isEqualTo("ENDED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"on_publish", "on_unpublish"})
    void letsNoStrangersCallBack(String event) {
        Made made = site.create(12);

        for (String header : new String[] {"X-Real-IP", "X-Forwarded-For"}) {
            HttpResponse<String> answer =
                    site.send(
                            site.request("/api/v1/callbacks/" + event, 0)
                                    .header("Content-Type", JSON)
                                    .header(header, "8.8.8.8")
                                    .POST(BodyPublishers.ofString(made.hook())));

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"IP not authorized\"}");
        }
        assertThat(site.status(made)).isEqualTo("IDLE");
    }

    @Test
    void givesCredentialsForTurn() {
        Made made = site.create(13);
        String path = "/api/v1/live/" + made.stream() + "/webrtc";

        JsonNode guest = site.json(path, 0).get("ice_servers");
        JsonNode turn = site.json(path, 13).get("ice_servers").get(guest.size() - 1);

        assertThat(guest.get(0).get("urls").get(0).asText()).startsWith("stun:");
        assertThat(guest.get(0).has("credential")).isFalse();
        assertThat(turn.get("urls")).hasSize(2);
        String[] username = turn.get("username").asText().split(":");
        assertThat(username[1]).isEqualTo("13");
        assertThat(Instant.ofEpochSecond(Long.parseLong(username[0])))
                .isBetween(
                        Instant.now().plus(Duration.ofHours(24)).minusSeconds(60),
                        Instant.now().plus(Duration.ofHours(24)).plusSeconds(1));
        assertThat(turn.get("credential").asText())
                .isEqualTo(IceServers.sign("north", turn.get("username").asText()));
        assertThat(guest.get(guest.size() - 1).get("username").asText()).endsWith(":guest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=0", "limit=0", "limit=101", "page=x", "page="})
    void refusesPagesThatCanNotBe(String query) {
        HttpResponse<String> answer = site.get("/api/v1/live/feed?" + query, 0);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_params");
    }

    @Test
    void tellsErrorsByTheirWords() {
        assertThat(site.get("/api/v1/live/x", 0).body()).contains("invalid_id");
        assertThat(site.get("/api/v1/live/x/viewers", 0).body()).contains("invalid_stream_id");
        assertThat(site.get("/api/v1/live/999999", 0).body()).contains("Stream not found");
        assertThat(site.get("/api/v1/live/999999/viewers", 0).body())
                .isEqualTo("{\"stream_id\":999999,\"viewer_count\":0}");
        assertThat(site.post("/api/v1/live/create", "{\"title\":\"x\"}", 0).statusCode())
                .isEqualTo(401);
        assertThat(site.post("/api/v1/live/create", "{\"title\":\"\"}", 7).body())
                .contains("invalid_request");
    }

    private static int callbackForm(String event, String body) {
        return site.post("/api/v1/callbacks/" + event, body, FORM, 0).statusCode();
    }
}
