package io.serai.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.audit.AuditRows;
import io.serai.destinations.DestinationsSite.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of StreamHelper's API, through HTTP, with the shipped routes. */
class DestinationRoutesTest {
    private static final String ROOT = "/api/v1/stream-destinations";

    private static DestinationsSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site =
                new DestinationsSite(
                        directory,
                        "serai.destinations.most-streams=2",
                        "serai.destinations.most-destinations=3",
                        "serai.destinations.ingest-url=rtmp://live.example.org/");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void makesShowsChangesAndDeletesADestination() {
        long owner = site.user();
        long stream = site.stream(owner).id();

        Reply made = site.destination(owner, stream, "a-key");

        assertThat(made.status()).isEqualTo(201);
        assertThat(names(made.json()))
                .containsExactly(
                        "id",
                        "streamId",
                        "ownerId",
                        "platform",
                        "enabled",
                        "rtmpUrl",
                        "displayName",
                        "createdAt",
                        "updatedAt",
                        "deletedAt");
        assertThat(made.json().get("streamId").asLong()).isEqualTo(stream);
        assertThat(made.json().get("ownerId").asLong()).isEqualTo(owner);
        assertThat(made.json().get("enabled").asBoolean()).isTrue();
        assertThat(made.json().get("deletedAt").isNull()).isTrue();
        assertThat(made.text("/displayName")).isEqualTo("custom Stream");
        String path = ROOT + "/" + made.id();
        assertThat(site.get(path, owner).body()).isEqualTo(made.body());
        assertThat(site.get(ROOT + "/stream/" + stream, owner).body())
                .isEqualTo("[" + made.body() + "]");

        Reply changed =
                site.put(
                        path,
                        owner,
                        """
                        {"enabled":false,"streamKey":"another","displayName":" Mine ","extra":1}
                        """);

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("enabled").asBoolean()).isFalse();
        assertThat(changed.text("/displayName")).isEqualTo("Mine");
        assertThat(changed.text("/updatedAt")).isGreaterThanOrEqualTo(made.text("/updatedAt"));
        assertThat(changed.text("/createdAt")).isEqualTo(made.text("/createdAt"));

        Reply gone = site.delete(path, owner);

        assertThat(gone.status()).isEqualTo(204);
        assertThat(gone.body()).isEmpty();
        assertThat(site.delete(path, owner).status()).isEqualTo(403);
        assertThat(site.get(path, owner).status()).isEqualTo(404);
        assertThat(site.get(ROOT, owner).body()).isEqualTo("[]");
        assertThat(
                        site.jdbc()
                                .queryForObject(
                                        "SELECT stream_key FROM destinations WHERE id = ?",
                                        String.class,
                                        made.id()))
                .as("what is left of its key")
                .isEmpty();
        assertThat(AuditRows.of(site.database()))
                .filteredOn(row -> row.contains("destination/" + made.id()))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row).startsWith("account " + owner + " 198.51."))
                .anySatisfy(
                        row ->
                                assertThat(row)
                                        .endsWith(
                                                "destination-change-put destination.changed"
                                                        + " destination/"
                                                        + made.id()
                                                        + " enabled,streamKey,displayName"));
    }

    @Test
    void listsDestinationsWithTheirStreamButWithoutAnyKey() {
        long owner = site.user();
        Reply stream = site.stream(owner);
        Reply made = site.destination(owner, stream.id(), "a-key-nobody-sees");

        Reply list = site.get(ROOT, owner);

        assertThat(list.json().isArray()).isTrue();
        JsonNode listed = list.json().get(0);
        assertThat(listed.get("id").asLong()).isEqualTo(made.id());
        assertThat(names(listed.get("stream")))
                .containsExactly("id", "ownerId", "isLive", "createdAt", "updatedAt", "deletedAt");
        assertThat(listed.at("/stream/isLive").asBoolean()).isFalse();
        assertThat(list.body()).doesNotContain(stream.text("/key"), "a-key-nobody-sees");
        assertThat(site.get(ROOT + "?platform=twitch", owner).body()).isEqualTo("[]");
        assertThat(site.get(ROOT + "?enabled=false", owner).body()).isEqualTo("[]");
        assertThat(site.get(ROOT + "?enabled=true&streamId=" + stream.id(), owner).json())
                .hasSize(1);
        assertThat(site.get(ROOT + "?enabled=yes", owner).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "twitch,,rtmp://live.twitch.tv/app",
        "twitch,rtmp://evil.example.org/app,rtmp://live.twitch.tv/app",
        "youtube,,rtmp://a.rtmp.youtube.com/live2",
        "youtube,rtmp://b.rtmp.youtube.com/live2?backup=1,rtmp://b.rtmp.youtube.com/live2?backup=1",
        "facebook,,rtmps://live-api-s.facebook.com:443/rtmp",
    })
    void sendsToTheAddressOfThePlatform(String platform, String entered, String kept) {
        long owner = site.user();
        long stream = site.stream(owner).id();
        String url = entered == null ? "" : ",\"rtmpUrl\":\"" + entered + "\"";

        Reply made =
                site.post(
                        ROOT,
                        owner,
                        "{\"streamId\":%d,\"platform\":\"%s\",\"streamKey\":\"k\"%s}"
                                .formatted(stream, platform, url));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/rtmpUrl")).isEqualTo(kept);
        assertThat(made.text("/displayName")).isEqualTo(platform + " Stream");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                                                            | streamId,platform,streamKey
                    {"streamId":"1","platform":"twitch","streamKey":"k"}                          | streamId
                    {"streamId":1.5,"platform":"twitch","streamKey":"k"}                          | streamId
                    {"streamId":0,"platform":"twitch","streamKey":"k"}                            | streamId
                    {"streamId":1,"platform":"vimeo","streamKey":"k"}                             | platform
                    {"streamId":1,"platform":"twitch","streamKey":""}                             | streamKey
                    {"streamId":1,"platform":"twitch","streamKey":null}                           | streamKey
                    {"streamId":1,"platform":"twitch","streamKey":"two words"}                    | streamKey
                    {"streamId":1,"platform":"twitch","streamKey":"a\\nrtmp_app=b"}               | streamKey
                    {"streamId":1,"platform":"twitch","streamKey":"a\\u0000"}                     | streamKey
                    {"streamId":1,"platform":"custom","streamKey":"k"}                            | rtmpUrl
                    {"streamId":1,"platform":"custom","streamKey":"k","rtmpUrl":"-f"}             | rtmpUrl
                    {"streamId":1,"platform":"custom","streamKey":"k","rtmpUrl":"file:///etc/x"}  | rtmpUrl
                    {"streamId":1,"platform":"custom","streamKey":"k","rtmpUrl":"http://a.b/c"}   | rtmpUrl
                    {"streamId":1,"platform":"twitch","streamKey":"k","enabled":"yes"}            | enabled
                    {"streamId":1,"platform":"twitch","streamKey":"k","displayName":7}            | displayName
                    {"streamId":1,"platform":"twitch","streamKey":"k","profile":"-vf x"}          | profile
                    []                                                                            |
                    """)
    void tellsWhichFieldsAreWrong(String body, String fields) {
        long owner = site.user();

        Reply refusal = site.post(ROOT, owner, body);

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.text("/error")).isEqualTo("Validation failed");
        assertThat(refusal.text("/message")).startsWith("Validation failed: ");
        assertThat(refusal.json().get("details"))
                .extracting(issue -> issue.at("/path/0").asText())
                .containsExactlyElementsOf(
                        fields == null ? List.of("") : List.of(fields.split(",")));
        assertThat(refusal.json().get("details"))
                .allSatisfy(
                        issue ->
                                assertThat(names(issue))
                                        .containsExactly("code", "path", "message"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"streamId\":", "", "no json", "{}{}"})
    void refusesABodyThatIsNoJsonObject(String body) {
        Reply refusal = site.post(ROOT, site.user(), body);

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(names(refusal.json())).containsExactly("error", "message", "details");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtmp://127.0.0.1/app",
                "rtmp://localhost/app",
                "rtmp://10.1.2.3/app",
                "rtmp://169.254.169.254/latest",
                "rtmp://[::1]/app"
            })
    void refusesTargetsThatOnlyThisMachineReaches(String url) {
        long owner = site.user();
        long stream = site.stream(owner).id();
        Reply made = site.destination(owner, stream, "k");

        Reply created =
                site.post(
                        ROOT,
                        owner,
                        "{\"streamId\":%d,\"platform\":\"custom\",\"streamKey\":\"k\",\"rtmpUrl\":\"%s\"}"
                                .formatted(stream, url));
        Reply changed = site.put(ROOT + "/" + made.id(), owner, "{\"rtmpUrl\":\"" + url + "\"}");

        assertThat(List.of(created, changed))
                .allSatisfy(
                        refusal -> {
                            assertThat(refusal.status()).isEqualTo(400);
                            assertThat(refusal.text("/details/0/path/0")).isEqualTo("rtmpUrl");
                        });
        assertThat(site.get(ROOT + "/" + made.id(), owner).body()).isEqualTo(made.body());
    }

    @Test
    void tellsAFormWhatItHasToKnow() {
        Reply metadata = site.get(ROOT + "/metadata", site.user());

        assertThat(names(metadata.json()))
                .containsExactly("create", "update", "filter", "platforms");
        assertThat(names(metadata.json().get("platforms")))
                .containsExactly("twitch", "youtube", "facebook", "custom");
        assertThat(metadata.json().at("/platforms/twitch").toString())
                .startsWith(
                        "{\"name\":\"Twitch\",\"rtmpUrl\":\"rtmp://live.twitch.tv/app\","
                                + "\"requiresCustomUrl\":false");
        assertThat(metadata.json().at("/platforms/custom/rtmpUrl").isNull()).isTrue();
        assertThat(metadata.json().at("/platforms/custom/requiresCustomUrl").asBoolean()).isTrue();
        assertThat(metadata.json().at("/create/streamKey/required").asBoolean()).isTrue();
        assertThat(metadata.json().at("/create/rtmpUrl/conditionallyRequired/equals").asText())
                .isEqualTo("custom");
        assertThat(metadata.json().at("/update/streamKey/required").asBoolean()).isFalse();
    }

    @Test
    void servesTheSameByTheOtherPath() {
        long owner = site.user();
        long stream = site.stream(owner).id();
        String alias = "/stream-destinations/v1";

        Reply made =
                site.post(
                        alias,
                        owner,
                        "{\"streamId\":%d,\"platform\":\"twitch\",\"streamKey\":\"k\"}"
                                .formatted(stream));

        assertThat(made.status()).isEqualTo(201);
        assertThat(site.get(alias, owner).body()).isEqualTo(site.get(ROOT, owner).body());
        assertThat(site.get(alias + "/metadata", owner).status()).isEqualTo(200);
        assertThat(site.get(alias + "/" + made.id() + "/status", owner).status()).isEqualTo(200);
        assertThat(site.put(alias + "/" + made.id(), owner, "{}").status()).isEqualTo(200);
        assertThat(site.get(alias + "/stream/" + stream, owner).json()).hasSize(1);
        assertThat(site.delete(alias + "/" + made.id(), owner).status()).isEqualTo(204);
    }

    @Test
    void makesListsAndDeletesStreamsForTheirOwnerAlone() {
        long owner = site.user();

        Reply made = site.stream(owner);

        assertThat(made.status()).isEqualTo(200);
        assertThat(names(made.json()))
                .containsExactly(
                        "id", "key", "ownerId", "isLive", "url", "createdAt", "updatedAt", "links");
        assertThat(made.text("/key")).matches("[0-9a-f-]{36}");
        assertThat(made.text("/url")).isEqualTo("rtmp://live.example.org");
        assertThat(made.json().get("links").toString())
                .isEqualTo(
                        "{\"self\":\"/api/v1/streams/%d\",\"parent\":\"/api/v1/streams\",\"destinations\":{}}"
                                .formatted(made.id()));
        Reply destination = site.destination(owner, made.id(), "k");
        assertThat(site.get("/api/v1/streams", owner).json().at("/0/links/destinations").toString())
                .isEqualTo("{\"custom\":\"" + ROOT + "/" + destination.id() + "\"}");
        assertThat(site.get("/api/v1/streams", site.user()).body()).isEqualTo("[]");

        Reply deleted = site.delete("/api/v1/streams/" + made.id(), owner);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.id()).isEqualTo(made.id());
        assertThat(site.get("/api/v1/streams", owner).body()).isEqualTo("[]");
        assertThat(site.get(ROOT, owner).body()).isEqualTo("[]");
        assertThat(site.get(ROOT + "/" + destination.id(), owner).status()).isEqualTo(404);
        assertThat(site.delete("/api/v1/streams/" + made.id(), owner).status()).isEqualTo(403);
        assertThat(site.nginx("activate", "name=" + made.text("/key")).status()).isEqualTo(403);
        assertThat(AuditRows.of(site.database()))
                .filteredOn(row -> row.contains("stream/" + made.id()))
                .anyMatch(row -> row.contains("stream-create-post stream.created"))
                .anyMatch(row -> row.contains("stream-delete stream.deleted"));
    }

    @Test
    void limitsHowManyStreamsAndDestinationsSomebodyHas() {
        long owner = site.user();
        long first = site.stream(owner).id();
        site.stream(owner);

        assertThat(site.stream(owner).status()).isEqualTo(409);
        for (int i = 0; i < 3; i++) {
            assertThat(site.destination(owner, first, "k").status()).isEqualTo(201);
        }
        Reply refusal = site.destination(owner, first, "k");
        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.text("/error"))
                .isEqualTo("You have 3 destinations, which is the most; delete one first");
        assertThat(site.delete("/api/v1/streams/" + first, owner).status()).isEqualTo(200);
        assertThat(site.stream(owner).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0", "-1", "1.5", "99999999999999999999"})
    void refusesWhatIsNoId(String id) {
        long owner = site.user();

        assertThat(site.put(ROOT + "/" + id, owner, "{}").text("/error"))
                .isEqualTo("Invalid destination ID");
        assertThat(site.delete(ROOT + "/" + id, owner).text("/error"))
                .isEqualTo("Invalid destination ID");
        assertThat(site.get(ROOT + "/" + id, owner).status()).isEqualTo(400);
        assertThat(site.get(ROOT + "/stream/" + id, owner).text("/error"))
                .isEqualTo("Invalid stream ID");
        assertThat(site.delete("/api/v1/streams/" + id, owner).status()).isEqualTo(400);
    }

    @Test
    void tellsTheHealthOfStreamHelperToAnybody() {
        Reply health = site.get("/api/v1/server/healthcheck", 0);

        assertThat(health.status()).isEqualTo(200);
        assertThat(names(health.json()))
                .containsExactly(
                        "status", "timestamp", "activeStreams", "activeProcesses", "uptime");
        assertThat(health.text("/status")).isEqualTo("OK");
        assertThat(health.json().get("uptime").asDouble()).isPositive();
    }

    @Test
    void limitsHowOftenAnAddressCalls() {
        String[] caller = {"X-Real-IP", "203.0.113.9"};
        Reply first = site.call("GET", "/api/v1/server/healthcheck", 0, null, caller);

        assertThat(first.http().headers().firstValue("RateLimit-Policy"))
                .contains("\"streamhelper\";q=20;w=1");
        assertThat(first.http().headers().firstValue("RateLimit"))
                .get()
                .asString()
                .matches("\"streamhelper\";r=19;t=1");
        Reply last = first;
        for (int i = 0; i < 200 && last.status() != 429; i++) {
            last = site.call("GET", "/api/v1/server/healthcheck", 0, null, caller);
        }

        assertThat(last.status()).isEqualTo(429);
        assertThat(last.http().headers().firstValue("Retry-After")).contains("1");
        assertThat(names(last.json())).containsExactly("error", "message", "details");
        assertThat(site.get("/api/v1/server/healthcheck", 0).status())
                .as("another address")
                .isEqualTo(200);
    }

    @Test
    void encryptsKeysAnewWhenAnAdminAsks() {
        long owner = site.user();
        long destination = site.destination(owner, site.stream(owner).id(), "k").id();
        site.jdbc().update("UPDATE destinations SET key_version = 7 WHERE id = ?", destination);
        assertThat(site.post("/api/admin/destinations/rotate-keys", owner, "").status())
                .isIn(401, 403);

        Reply rotated = site.admin("POST", "/api/admin/destinations/rotate-keys");

        assertThat(rotated.body())
                .isEqualTo("{\"reencrypted\":0,\"unreadable\":[" + destination + "]}");
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }
}
