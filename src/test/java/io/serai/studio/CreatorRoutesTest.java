package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.serai.common.UserId;
import io.serai.studio.StudioSite.Reply;
import io.serai.testing.ScriptedLiveKit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class CreatorRoutesTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private static ScriptedLiveKit liveKit;
    private static StudioSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        liveKit = ScriptedLiveKit.start();
        site = new StudioSite(StudioApplication.start(directory, liveKit));
    }

    @AfterAll
    static void stop() {
        site.close();
        liveKit.close();
    }

    @AfterEach
    void mend() {
        liveKit.answer(ScriptedLiveKit.Mode.NORMAL);
    }

    @Test
    void createsAStreamWithAnIngressForAnEncoder() {
        UserId creator = site.creator();

        Reply created =
                site.post(
                        "/api/stream/create",
                        creator,
                        """
                        {"title":" Chess at night ","description":" Long\\nlines ",
                         "thumbnail":"https://a.example/t.png",
                         "chatSettings":{"isChatDelayed":true},"more":1}
                        """);

        IngressInfo ingress = ingresses(creator).getFirst();
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body())
                .isEqualTo(
                        """
                        {"success":true,"data":{"stream":{"id":"%d","title":"Chess at night",\
                        "description":"Long\\nlines","thumbnail":"https://a.example/t.png",\
                        "isChatEnabled":true,"isChatDelayed":true,"isChatFollowersOnly":false},\
                        "credentials":{"serverUrl":"%s","streamKey":"%s"},"streamMethod":"obs"},\
                        "message":"Stream created successfully"}\
                        """
                                .formatted(
                                        site.stream(creator),
                                        ingress.getUrl(),
                                        ingress.getStreamKey()));
        assertThat(ingress.getInputType()).isEqualTo(IngressInput.RTMP_INPUT);
        assertThat(ingress.getName()).isEqualTo(creator + "-ingress");
        assertThat(ingress.getRoomName()).isEqualTo(creator.toString());
        assertThat(ingress.getParticipantIdentity()).isEqualTo(creator.toString());
        assertThat(ingress.getParticipantName()).isEqualTo(creator.toString());
        assertThat(keysOf(creator)).containsExactly("ingress " + ingress.getIngressId());
        assertThat(site.eventTypes(site.stream(creator))).containsExactly("ingress.created");
        assertThat(audited(creator))
                .containsExactly(
                        "stream.created title,description,thumbnail,chatSettings",
                        "ingress.created ingressType");
    }

    @Test
    void createsAgainWithAnIngressForABrowserInPlaceOfTheOldOne() {
        UserId creator = site.streamer("One");
        long stream = site.stream(creator);
        String old = ingresses(creator).getFirst().getIngressId();
        liveKit.state().enter(creator.toString(), "5", AT);

        Reply again =
                site.post(
                        "/api/stream/create",
                        creator,
                        "{\"title\":\"Two\",\"streamMethod\":\"browser\"}");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("/data/stream/id")).isEqualTo(Long.toString(stream));
        assertThat(again.text("/data/streamMethod")).isEqualTo("browser");
        assertThat(ingresses(creator))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.getIngressId()).isNotEqualTo(old);
                            assertThat(one.getInputType()).isEqualTo(IngressInput.WHIP_INPUT);
                            assertThat(keysOf(creator))
                                    .containsExactly("ingress " + one.getIngressId());
                        });
        assertThat(liveKit.state().hasRoom(creator.toString())).isFalse();
        assertThat(site.get("/api/stream/info", creator).text("/data/title")).isEqualTo("Two");
    }

    @Test
    void givesANewKeyToWhoHasNoStreamYet() {
        UserId creator = site.creator();

        Reply made = site.post("/api/stream/ingress", creator, null);

        IngressInfo ingress = ingresses(creator).getFirst();
        String four =
                "\"ingressId\":\"%s\",\"serverUrl\":\"%s\",\"streamKey\":\"%s\",\"userId\":\"%s\""
                        .formatted(
                                ingress.getIngressId(),
                                ingress.getUrl(),
                                ingress.getStreamKey(),
                                creator);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body())
                .isEqualTo(
                        "{\"success\":true,\"data\":{"
                                + four
                                + "},"
                                + four
                                + ",\"message\":\"Stream key created successfully\"}");
        assertThat(site.get("/api/stream/info", creator).text("/stream/title"))
                .isEqualTo("Untitled Stream");
    }

    @Test
    void keepsTitleAndSettingsWhenTheKeyIsNew() {
        UserId creator = site.streamer("Kept");
        site.put("/api/stream/chat-settings", creator, "{\"isChatFollowersOnly\":true}");
        String old = site.get("/api/stream/credentials", creator).text("/data/streamKey");

        Reply made = site.post("/api/stream/ingress", creator, "{\"ingressType\":\"WHIP\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/serverUrl")).startsWith("http");
        assertThat(made.text("/streamKey")).isNotEqualTo(old);
        Reply info = site.get("/api/stream/info", creator);
        assertThat(info.text("/data/title")).isEqualTo("Kept");
        assertThat(info.json().at("/data/isChatFollowersOnly").asBoolean()).isTrue();
    }

    @Test
    void showsTheKeyToItsCreatorInOneAnswerOnly() {
        UserId creator = site.streamer("Secret");
        IngressInfo ingress = ingresses(creator).getFirst();
        String username = "user-" + creator;

        Reply credentials = site.get("/api/stream/credentials", creator);

        String three =
                "\"ingressId\":\"%s\",\"serverUrl\":\"%s\",\"streamKey\":\"%s\""
                        .formatted(
                                ingress.getIngressId(), ingress.getUrl(), ingress.getStreamKey());
        assertThat(credentials.body())
                .isEqualTo("{\"success\":true,\"data\":{" + three + "}," + three + "}");
        for (String path :
                List.of(
                        "/api/stream/info",
                        "/api/stream/status",
                        "/api/stream/past",
                        "/api/stream/analytics",
                        "/api/viewer/stream/" + username,
                        "/api/viewer/live",
                        "/api/viewer/search?q=secret")) {
            Reply reply = site.get(path, creator);
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.body()).as(path).doesNotContain(ingress.getStreamKey());
        }
        assertThat(site.events(site.stream(creator)).toString())
                .doesNotContain(ingress.getStreamKey(), ingress.getIngressId());
    }

    @Test
    void deletesTheIngressAndKeepsTheStream() {
        UserId creator = site.streamer("Over");
        liveKit.state().enter(creator.toString(), "5", AT);
        site.goLive(creator, AT, 3);

        Reply deleted = site.delete("/api/stream/ingress", creator);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.body())
                .isEqualTo(
                        "{\"success\":true,\"message\":\"Stream ingress deleted successfully\"}");
        assertThat(ingresses(creator)).isEmpty();
        assertThat(liveKit.state().hasRoom(creator.toString())).isFalse();
        assertThat(keysOf(creator)).isEmpty();
        assertThat(site.get("/api/stream/credentials", creator).body())
                .contains("\"streamKey\":null");
        Reply info = site.get("/api/stream/info", creator);
        assertThat(info.text("/data/title")).isEqualTo("Over");
        assertThat(info.json().at("/data/isLive").asBoolean()).as("at once").isFalse();
        assertThat(site.delete("/api/stream/ingress", creator).status()).isEqualTo(200);
        assertThat(audited(creator)).endsWith("ingress.deleted ", "ingress.deleted ");
    }

    @Test
    void changesTitleAndThumbnail() {
        UserId creator = site.streamer("Before");

        Reply changed =
                site.put(
                        "/api/stream/info",
                        creator,
                        "{\"title\":\" After \",\"streamKey\":\"x\",\"isLive\":true}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("/data/title")).isEqualTo("After");
        assertThat(changed.json().get("stream")).isEqualTo(changed.json().get("data"));
        assertThat(changed.json().at("/data/isLive").asBoolean()).isFalse();
        site.put("/api/stream/info", creator, "{\"thumbnail\":\"https://a.example/x.png\"}");
        Reply info = site.get("/api/stream/info", creator);
        assertThat(info.text("/data/title")).isEqualTo("After");
        assertThat(info.text("/data/thumbnail")).isEqualTo("https://a.example/x.png");
        assertThat(Instant.parse(info.text("/data/updatedAt")))
                .isAfterOrEqualTo(Instant.parse(info.text("/data/createdAt")));
        assertThat(audited(creator)).endsWith("stream.changed title", "stream.changed thumbnail");
    }

    @Test
    void changesOnlyTheChatSettingsThatAreNamed() {
        UserId creator = site.streamer("Chat");

        Reply changed =
                site.put(
                        "/api/stream/chat-settings",
                        creator,
                        "{\"isChatEnabled\":false,\"isChatDelayed\":true}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("/message")).isEqualTo("Chat settings updated successfully");
        assertThat(changed.json().at("/data/isChatEnabled").asBoolean()).isFalse();
        assertThat(changed.json().at("/data/isChatDelayed").asBoolean()).isTrue();
        assertThat(changed.json().at("/data/isChatFollowersOnly").asBoolean()).isFalse();
        assertThat(site.events(site.stream(creator)).getLast().detail())
                .isEqualTo(
                        Map.of(
                                "isChatEnabled", false,
                                "isChatDelayed", true,
                                "isChatFollowersOnly", false));
        int events = site.events(site.stream(creator)).size();
        site.put("/api/stream/chat-settings", creator, "{\"isChatEnabled\":false}");
        assertThat(site.events(site.stream(creator))).as("nothing changed").hasSize(events);
    }

    @Test
    void tellsHowItGoes() {
        UserId creator = site.streamer("Status");
        String room = creator.toString();
        liveKit.state().enter(room, room, AT);
        liveKit.state().enter(room, "Host-" + room, AT);
        liveKit.state().enter(room, "guest-1-x", AT);

        assertThat(site.get("/api/stream/status", creator).body())
                .startsWith(
                        "{\"success\":true,\"data\":{\"isLive\":false,\"viewerCount\":0,\"title\"");

        site.goLive(creator, AT, 9);
        Reply live = site.get("/api/stream/status", creator);
        assertThat(live.json().get("isLive").asBoolean()).isTrue();
        assertThat(live.json().get("viewerCount").asInt()).isEqualTo(2);
        assertThat(live.text("/startedAt")).isEqualTo("2026-03-01T12:00:00.000Z");
        assertThat(live.json().at("/data/viewerCount").asInt()).isEqualTo(2);
        assertThat(live.text("/data/stream/id")).isEqualTo(Long.toString(site.stream(creator)));

        liveKit.answer(ScriptedLiveKit.Mode.UNREACHABLE);
        Reply away = site.get("/api/stream/status", creator);
        assertThat(away.status()).isEqualTo(200);
        assertThat(away.json().get("isLive").asBoolean()).isTrue();
        assertThat(away.json().get("viewerCount").asInt()).isZero();
    }

    @Test
    void makesATokenToBroadcastWith() {
        UserId creator = site.streamer("Browser");

        Reply made = site.post("/api/stream/creator-token", creator, null);

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text("/data/identity")).isEqualTo("Host-" + creator);
        assertThat(made.text("/data/wsUrl")).isEqualTo(liveKit.url());
        assertThat(made.text("/token")).isEqualTo(made.text("/data/token"));
        DecodedJWT token =
                JWT.require(Algorithm.HMAC256(ScriptedLiveKit.SECRET))
                        .withIssuer(ScriptedLiveKit.KEY)
                        .build()
                        .verify(made.text("/data/token"));
        assertThat(token.getSubject()).isEqualTo("Host-" + creator);
        assertThat(token.getClaim("name").asString()).isEqualTo("user_" + creator);
        assertThat(token.getClaim("video").asMap())
                .isEqualTo(
                        Map.of(
                                "room", creator.toString(),
                                "roomJoin", true,
                                "canPublish", true,
                                "canPublishData", true,
                                "canSubscribe", true));
    }

    @Test
    void showsThePastWhileNothingIsOnAir() {
        UserId creator = site.streamer("Past");

        Reply past = site.get("/api/stream/past?limit=10&offset=0", creator);
        assertThat(past.json().at("/data/total").asInt()).isEqualTo(1);
        assertThat(past.text("/data/streams/0/title")).isEqualTo("Past");
        assertThat(past.text("/data/streams/0/user/username")).isEqualTo("user-" + creator);
        assertThat(site.get("/api/stream/past?offset=1", creator).json().at("/data/streams"))
                .isEmpty();

        site.goLive(creator, AT, 0);
        assertThat(site.get("/api/stream/past", creator).body())
                .isEqualTo("{\"success\":true,\"data\":{\"streams\":[],\"total\":0}}");
        assertThat(site.get("/api/stream/past", site.creator()).json().at("/data/total").asInt())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    POST | create           | {}                                       | Title is required
                    POST | create           | ``                                       | Title is required
                    POST | create           | {"title":"  "}                           | Title is required
                    POST | create           | {"title":null}                           | Title is required
                    POST | create           | {"title":                                | The request body is not valid JSON
                    POST | create           | {"title":1}                              | Validation error
                    POST | create           | {"title":"a\\u0000"}                     | Validation error
                    POST | create           | {"title":"a","description":[]}           | Validation error
                    POST | create           | {"title":"a","thumbnail":"javascript:0"} | Validation error
                    POST | create           | {"title":"a","streamMethod":"rtmp"}      | Validation error
                    POST | create           | {"title":"a","chatSettings":true}        | Validation error
                    POST | create           | {"title":"a","chatSettings":{"isChatEnabled":"yes"}} | Validation error
                    POST | create           | []                                       | Validation error
                    POST | ingress          | {"ingressType":"SRT"}                    | Validation error
                    POST | ingress          | {"ingressType":1}                        | Validation error
                    PUT  | info             | {}                                       | No update data provided
                    PUT  | info             | {"description":"a"}                      | No update data provided
                    PUT  | info             | {"title":""}                             | Validation error
                    PUT  | info             | {"title":null}                           | Validation error
                    PUT  | info             | {"thumbnail":"nothing"}                  | Validation error
                    PUT  | chat-settings    | {}                                       | No settings provided
                    PUT  | chat-settings    | {"isChatOn":true}                        | No settings provided
                    PUT  | chat-settings    | {"isChatEnabled":1}                      | Validation error
                    GET  | past?limit=0     |                                          | Validation error
                    GET  | past?limit=101   |                                          | Validation error
                    GET  | past?offset=-1   |                                          | Validation error
                    GET  | past?limit=ten   |                                          | Validation error
                    GET  | analytics?days=0 |                                          | Validation error
                    """)
    void looksAtWhoAsksBeforeWhatIsAsked(String method, String path, String body, String error) {
        UserId creator = site.creator();
        UserId other = site.somebody();
        int asked = liveKit.requests();

        Reply nobody = site.reply(method, "/api/stream/" + path, null, body);
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.body())
                .startsWith(
                        "{\"success\":false,\"error\":\"You must be signed in to access this"
                                + " resource\",\"code\":\"UNAUTHORIZED\",\"timestamp\":\"");
        Reply noCreator = site.reply(method, "/api/stream/" + path, other, body);
        assertThat(noCreator.status()).isEqualTo(403);
        Reply wrong = site.reply(method, "/api/stream/" + path, creator, body);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text("/error")).isEqualTo(error);
        assertThat(wrong.json().get("success").asBoolean(true)).isFalse();
        assertThat(wrong.json().has("details")).isEqualTo(error.equals("Validation error"));
        assertThat(liveKit.requests()).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({"'',Apply as a creator first", "PENDING,", "REJECTED,"})
    void tellsWhyNobodyElseIsACreator(String status, String message) {
        UserId user = site.somebody();
        if (!status.isEmpty()) {
            site.apply(user, status);
        }

        Reply refused = site.get("/api/stream/info", user);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/error"))
                .isEqualTo("Creator access required. Please apply and get approved.");
        assertThat(refused.text("/message"))
                .isEqualTo(
                        message == null
                                ? "Your application as a creator is not approved"
                                : message);
        assertThat(refused.text("/applicationStatus")).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET    | info          |                         | Please create a stream key first
                    GET    | credentials   |                         | Please create a stream key first
                    PUT    | info          | {"title":"a"}           |
                    PUT    | chat-settings | {"isChatEnabled":false} |
                    GET    | status        |                         |
                    GET    | analytics     |                         |
                    DELETE | ingress       |                         |
                    POST   | creator-token |                         |
                    """)
    void knowsNoStreamBeforeThereIsOne(String method, String path, String body, String message) {
        Reply missing = site.reply(method, "/api/stream/" + path, site.creator(), body);

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body())
                .isEqualTo(
                        "{\"success\":false,\"error\":\"Stream not found\""
                                + (message == null ? "" : ",\"message\":\"" + message + "\"")
                                + "}");
    }

    @Test
    void takesTitlesUpToTheirBounds() {
        UserId creator = site.creator();
        String longest =
                "{\"title\":\"%s\",\"description\":\"%s\"}"
                        .formatted("\u00e4".repeat(200), "b".repeat(1000));

        assertThat(site.post("/api/stream/create", creator, longest).status()).isEqualTo(201);
        Reply wrong =
                site.post(
                        "/api/stream/create",
                        creator,
                        "{\"title\":\"%s\",\"description\":\"%s\"}"
                                .formatted("a".repeat(201), "b".repeat(1001)));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().get("details")).hasSize(2);
    }

    @Test
    void writesNoSecretIntoTheLog(CapturedOutput log) {
        UserId creator = site.streamer("Quiet");
        String key = site.get("/api/stream/credentials", creator).text("/data/streamKey");
        String token = site.post("/api/stream/creator-token", creator, null).text("/data/token");
        site.delete("/api/stream/ingress", creator);

        assertThat(log.getAll()).contains("ingress.created user=" + creator);
        assertThat(log.getAll()).doesNotContain(key, token, ScriptedLiveKit.SECRET);
    }

    private static List<IngressInfo> ingresses(UserId creator) {
        return liveKit.state().ingresses().stream()
                .filter(one -> one.getRoomName().equals(creator.toString()))
                .toList();
    }

    private static List<String> keysOf(UserId creator) {
        return site.jdbc.queryForList(
                "SELECT kind || ' ' || value FROM publish_keys WHERE stream_id = ?",
                String.class,
                site.stream(creator));
    }

    private static List<String> audited(UserId creator) {
        return site.jdbc.queryForList(
                "SELECT action || ' ' || array_to_string(fields, ',') FROM audit_entries"
                        + " WHERE account_id = ? AND kind = 'stream' AND thing = ? ORDER BY id",
                String.class,
                creator.value(),
                Long.toString(site.stream(creator)));
    }
}
