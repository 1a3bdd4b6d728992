package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import io.serai.accounts.TieChanged.Kind;
import io.serai.common.UserId;
import io.serai.studio.StudioSite.Reply;
import io.serai.testing.ScriptedLiveKit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerRoutesTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

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

    /** Each test has only its own streams on air. */
    @AfterEach
    void goOffAir() {
        site.jdbc.update(
                "UPDATE live_sessions SET state = 'ended', ended_at = now(), reason = 'unpublish'"
                        + " WHERE state <> 'ended'");
    }

    @Test
    void showsAStreamToAnybody() {
        UserId creator = site.streamer("Open house");
        String path = "/api/viewer/stream/user-" + creator;

        Reply shown = site.get(path);

        JsonNode data = shown.json().get("data");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json().get("stream")).isEqualTo(data);
        assertThat(data.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "title",
                        "description",
                        "thumbnail",
                        "isLive",
                        "isChatEnabled",
                        "isChatDelayed",
                        "isChatFollowersOnly",
                        "userId",
                        "createdAt",
                        "updatedAt",
                        "user");
        assertThat(data.get("user"))
                .hasToString(
                        "{\"id\":\"%s\",\"username\":\"user-%s\",\"name\":\"user_%s\",\"image\":null}"
                                .formatted(creator, creator, creator));
        assertThat(data.get("isLive").asBoolean()).isFalse();

        site.goLive(creator, NOW, 1);
        assertThat(site.get(path).json().at("/data/isLive").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "%27%20OR%201=1--", "USER-1", "%E2%98%83"})
    void knowsNoStreamOfAnybodyElse(String username) {
        Reply missing = site.get("/api/viewer/stream/" + username);

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body())
                .isEqualTo(
                        "{\"success\":false,\"error\":\"Stream not found\",\"message\":\"This"
                                + " creator does not have a stream configured\"}");
    }

    @Test
    void knowsNoStreamOfWhoHasNone() {
        UserId creator = site.creator();

        assertThat(site.get("/api/viewer/stream/user-" + creator).status()).isEqualTo(404);
    }

    /** What a token says: may publish, may write; or why there is none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    host     | {"isChatEnabled":true}                              | false true
                    host     | {"isChatEnabled":false,"isChatFollowersOnly":true}  | false true
                    viewer   | {"isChatEnabled":true}                              | false true
                    viewer   | {"isChatEnabled":false}                             | false false
                    viewer   | {"isChatFollowersOnly":true}                        | Chat is restricted to followers only
                    follower | {"isChatFollowersOnly":true}                        | false true
                    follower | {"isChatFollowersOnly":true,"isChatEnabled":false}  | false false
                    blocked  | {"isChatEnabled":true}                              | You are blocked by this creator
                    guest    | {"isChatEnabled":true}                              | false true
                    guest    | {"isChatEnabled":false}                             | false false
                    guest    | {"isChatFollowersOnly":true}                        | false false
                    """)
    void makesTokensWithExactlyTheirGrants(String who, String chat, String outcome) {
        UserId creator = site.streamer("Tokens");
        site.put("/api/stream/chat-settings", creator, chat);
        UserId viewer = who.equals("host") ? creator : site.somebody();
        if (who.equals("follower")) {
            site.tie(viewer, Kind.FOLLOWED, creator);
        } else if (who.equals("blocked")) {
            site.tie(viewer, Kind.FOLLOWED, creator);
            site.tie(creator, Kind.BLOCKED, viewer);
        }

        Reply reply =
                who.equals("guest")
                        ? token(null, creator, ",\"guestName\":\" Gus \"")
                        : token(viewer, creator, "");

        if (!outcome.startsWith("false")) {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body()).isEqualTo("{\"success\":false,\"error\":\"" + outcome + "\"}");
            return;
        }
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("/message")).isEqualTo("Token generated successfully");
        assertThat(reply.text("/data/wsUrl")).isEqualTo(liveKit.url());
        DecodedJWT token = verified(reply.text("/data/token"));
        String identity =
                switch (who) {
                    case "host" -> "Host-" + creator;
                    case "guest" -> reply.text("/data/identity");
                    default -> viewer.toString();
                };
        assertThat(reply.text("/data/identity")).isEqualTo(identity);
        assertThat(token.getSubject()).isEqualTo(identity);
        assertThat(token.getIssuer()).isEqualTo(ScriptedLiveKit.KEY);
        assertThat(token.getClaim("name").asString())
                .isEqualTo(who.equals("guest") ? "Gus" : "user_" + viewer)
                .isEqualTo(reply.text("/data/name"));
        assertThat(Duration.between(token.getNotBeforeAsInstant(), token.getExpiresAtAsInstant()))
                .isEqualTo(Duration.ofHours(6));
        assertThat(token.getClaim("video").asMap())
                .isEqualTo(
                        Map.of(
                                "room", creator.toString(),
                                "roomJoin", true,
                                "canPublish", outcome.split(" ")[0].equals("true"),
                                "canPublishData", outcome.split(" ")[1].equals("true"),
                                "canSubscribe", true));
    }

    @Test
    void givesEachGuestAnIdentityOfTheirOwn() {
        UserId creator = site.streamer("Guests");

        String one = token(null, creator, ",\"guestName\":\"Gus\"").text("/identity");
        String two = token(null, creator, ",\"guestName\":\"Gus\"").text("/identity");

        assertThat(one).matches("guest-[0-9]{13}-[0-9a-z]+").isNotEqualTo(two);
        assertThat(List.of(Identity.of(one), Identity.of(two))).containsOnly(new Identity.Guest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                      | 400 | Host ID is required
                    ``                                      | 400 | Host ID is required
                    {"hostId":""}                           | 400 | Host ID is required
                    {"hostId":null,"guestName":"G"}         | 400 | Host ID is required
                    {"hostId":                              | 400 | The request body is not valid JSON
                    {"hostId":"HOST"}                       | 400 | Guest name is required for anonymous viewers
                    {"hostId":"HOST","guestName":"  "}      | 400 | Guest name is required for anonymous viewers
                    {"hostId":"nobody"}                     | 400 | Guest name is required for anonymous viewers
                    {"hostId":"HOST","guestName":5}         | 400 | Validation error
                    {"hostId":"HOST","guestName":"a\\u0000"} | 400 | Validation error
                    {"hostId":["HOST"],"guestName":"G"}     | 400 | Validation error
                    {"hostId":"nobody","guestName":"G"}     | 403 | Host not found
                    {"hostId":"987654321","guestName":"G"}  | 403 | Host not found
                    {"hostId":"-1","guestName":"G"}         | 403 | Host not found
                    {"hostId":"99999999999999999999","guestName":"G"} | 403 | Host not found
                    {"hostId":"NOSTREAM","guestName":"G"}   | 403 | Stream not found
                    """)
    void refusesTokensInTheWordsOfStreamIt(String body, int status, String error) {
        String sent =
                body.replace("HOST", site.streamer("Host").toString())
                        .replace("NOSTREAM", site.creator().toString());

        Reply refused = site.post("/api/viewer/token", null, sent);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.text("/error")).isEqualTo(error);
        assertThat(refused.json().get("success").asBoolean(true)).isFalse();
    }

    @Test
    void makesNoTokenForAVeryLongName() {
        UserId creator = site.streamer("Long");

        assertThat(token(null, creator, ",\"guestName\":\"" + "g".repeat(51) + "\"").status())
                .isEqualTo(400);
    }

    @Test
    void listsWhatIsOnAirTheLatestFirst() {
        UserId first = live("First", NOW.plusSeconds(100), 5);
        UserId second = live("Second", NOW.plusSeconds(200), 1);
        site.streamer("Off air");
        UserId third = live("Third", NOW.plusSeconds(300), 0);

        Reply all = site.get("/api/viewer/live");
        assertThat(all.json().get("count").asInt()).isEqualTo(3);
        assertThat(owners(all)).containsExactly(third, second, first);
        assertThat(all.json().at("/data/0/isLive").asBoolean()).isTrue();
        assertThat(all.json().at("/data/0").has("streamKey")).isFalse();
        assertThat(owners(site.get("/api/viewer/live?limit=1&offset=1"))).containsExactly(second);
        assertThat(owners(site.get("/api/viewer/live?offset=3"))).isEmpty();

        site.delete("/api/stream/ingress", third);
        assertThat(owners(site.get("/api/viewer/live")))
                .as("no ingress, not on air")
                .containsExactly(second, first);
    }

    @Test
    void listsWhomAViewerFollowsOnAirFirst() {
        UserId viewer = site.somebody();
        UserId off = site.streamer("Off");
        UserId on = live("On", NOW.minusSeconds(500), 0);
        UserId later = live("Later", NOW.plusSeconds(500), 0);
        UserId withoutStream = site.creator();
        live("Not followed", NOW, 0);
        for (UserId one : List.of(off, on, later, withoutStream)) {
            site.tie(viewer, Kind.FOLLOWED, one);
        }

        Reply following = site.get("/api/viewer/following", viewer);

        assertThat(owners(following)).containsExactly(later, on, off);
        assertThat(following.json().get("count").asInt()).isEqualTo(3);
        assertThat(owners(site.get("/api/viewer/following?limit=1&offset=2", viewer)))
                .containsExactly(off);
        assertThat(site.get("/api/viewer/following").status()).isEqualTo(401);
        assertThat(site.get("/api/viewer/following?limit=0").status()).isEqualTo(401);
        assertThat(site.get("/api/viewer/following?limit=0", viewer).status()).isEqualTo(400);
    }

    @Test
    void recommendsWhomAViewerFollowsThenTheMostWatchedThenTheNewest() {
        UserId viewer = site.somebody();
        UserId followed = live("Followed", NOW, 1);
        UserId watched = live("Watched", NOW, 50);
        UserId old = live("Old", NOW.minusSeconds(100), 3);
        UserId young = live("Young", NOW.minusSeconds(50), 3);
        UserId blocksViewer = live("Blocks", NOW, 99);
        UserId blockedByViewer = live("Blocked", NOW, 98);
        site.streamer("Off air");
        site.tie(viewer, Kind.FOLLOWED, followed);
        site.tie(blocksViewer, Kind.BLOCKED, viewer);
        site.tie(viewer, Kind.BLOCKED, blockedByViewer);

        Reply recommended = site.get("/api/viewer/recommended", viewer);

        assertThat(owners(recommended)).containsExactly(followed, watched, young, old);
        assertThat(recommended.text("/message")).isNotBlank();
        assertThat(owners(site.get("/api/viewer/recommended?limit=2&offset=1", viewer)))
                .containsExactly(watched, young);
        assertThat(owners(site.get("/api/viewer/recommended")))
                .as("nobody in particular")
                .containsExactly(blocksViewer, blockedByViewer, watched, young, old, followed);
    }

    @Test
    void findsStreamsByTheirTitlesAndTheirCreatorsNames() {
        UserId off = site.streamer("Grand Zugzwang opening");
        UserId on = live("zugzwang LATE", NOW.minusSeconds(900), 0);
        site.streamer("Nothing of the kind");

        assertThat(owners(site.get("/api/viewer/search?q=%20ZUGZ%20"))).containsExactly(on, off);
        assertThat(owners(site.get("/api/viewer/search?q=zugzwang+gra"))).containsExactly(off);
        assertThat(owners(site.get("/api/viewer/search?q=user-" + off))).containsExactly(off);
        assertThat(owners(site.get("/api/viewer/search?q=USER_" + off))).containsExactly(off);
        Reply none = site.get("/api/viewer/search?q=nosuchthing");
        assertThat(none.body())
                .isEqualTo("{\"success\":true,\"data\":[],\"count\":0,\"query\":\"nosuchthing\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%00",
                "%27%3B%20DROP%20TABLE%20streams",
                "%26%7C%21%3A*()",
                "%5C",
                "a%00b",
                "%EF%BF%BF",
                "%25",
                "__"
            })
    void findsNothingForWhatIsNoName(String query) {
        Reply found = site.get("/api/viewer/search?q=" + query);

        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json().get("data")).isEmpty();
    }

    @Test
    void wantsSomethingToLookFor() {
        for (String query : List.of("", "?q=", "?q=%20%20")) {
            Reply refused = site.get("/api/viewer/search" + query);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body())
                    .isEqualTo("{\"success\":false,\"error\":\"Search query is required\"}");
        }
        assertThat(site.get("/api/viewer/search?q=" + "x".repeat(5000)).json().get("data"))
                .isEmpty();
    }

    @Test
    void findsNoMoreThanTwenty() {
        for (int i = 0; i < 21; i++) {
            site.streamer("Flood " + i);
        }

        assertThat(site.get("/api/viewer/search?q=flood").json().get("count").asInt())
                .isEqualTo(20);
    }

    @Test
    void letsABrowserOfTheFrontEndIn() {
        Reply reply =
                site.reply(
                        "GET", "/api/viewer/live", null, null, "Origin", "http://localhost:5173");

        assertThat(reply.http().headers().firstValue("Access-Control-Allow-Origin"))
                .contains("http://localhost:5173");
        assertThat(reply.http().headers().firstValue("Access-Control-Allow-Credentials"))
                .contains("true");
    }

    private static UserId live(String title, Instant at, int viewers) {
        UserId creator = site.streamer(title);
        // As if it had been set up long ago: on air since then is the latest change.
        site.jdbc.update(
                "UPDATE studio_streams SET updated_at = now() - interval '1 day' WHERE owner_id ="
                        + " ?",
                creator.value());
        site.goLive(creator, at, viewers);
        return creator;
    }

    private static Reply token(UserId viewer, UserId host, String more) {
        return site.post("/api/viewer/token", viewer, "{\"hostId\":\"" + host + "\"" + more + "}");
    }

    private static DecodedJWT verified(String token) {
        return JWT.require(Algorithm.HMAC256(ScriptedLiveKit.SECRET)).build().verify(token);
    }

    private static List<UserId> owners(Reply reply) {
        List<UserId> owners = new ArrayList<>();
        reply.json()
                .get("data")
                .forEach(stream -> owners.add(new UserId(stream.get("userId").asLong())));
        return owners;
    }
}
