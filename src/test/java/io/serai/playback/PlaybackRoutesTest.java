package io.serai.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.playback.PlaybackApplication.Running;
import io.serai.streams.KeyKind;
import io.serai.streams.NewStream;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import io.serai.testing.ScriptedHls.Request;
import io.serai.testing.ScriptedSrs.Mode;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of PixelCast's contract about tokens, RTMP and the player. */
class PlaybackRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Running serai;

    @BeforeAll
    static void start(@TempDir Path directory) {
        serai =
                PlaybackApplication.start(
                        directory,
                        "serai.addresses.srs-host=media.example.com",
                        "serai.playback.flv-wait=4s",
                        "serai.playback.hls.most-at-once=2");
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    @AfterEach
    void srsAnswersAgain() {
        serai.srs.answer(Mode.NORMAL);
    }

    @Test
    void tokenNamesTheParticipantAndItsAddresses() throws Exception {
        HttpResponse<String> answer =
                serai.post("/api/token?roomName=r1&identity=Ann%20B%26c&name=Ann%2FB");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        JsonNode token = JSON.readTree(answer.body());
        assertThat(token.fieldNames())
                .toIterable()
                .containsExactly(
                        "roomName",
                        "identity",
                        "name",
                        "streamKey",
                        "timestamp",
                        "whipUrl",
                        "whepUrl",
                        "hlsUrl",
                        "iceServers");
        assertThat(token.get("roomName").textValue()).isEqualTo("r1");
        assertThat(token.get("identity").textValue()).isEqualTo("Ann B&c");
        assertThat(token.get("name").textValue()).isEqualTo("Ann/B");
        assertThat(token.get("streamKey").textValue()).isEqualTo("r1/Ann B&c");
        assertThat(token.get("whipUrl").textValue())
                .isEqualTo("/api/srs-proxy/whip?app=r1&stream=Ann%20B%26c");
        assertThat(token.get("whepUrl").textValue())
                .isEqualTo("/api/srs-proxy/whep?app=r1&stream=Ann%20B%26c");
        assertThat(token.get("hlsUrl").textValue())
                .isEqualTo("http://media.example.com:8080/r1/Ann%20B%26c.m3u8");
        assertThat(token.get("timestamp").textValue()).hasSize(24);
        assertThat(Instant.parse(token.get("timestamp").textValue())).isNotNull();
        assertThat(token.get("iceServers"))
                .hasToString(
                        "[{\"urls\":\"stun:stun.l.google.com:19302\"},"
                                + "{\"urls\":\"stun:stun1.l.google.com:19302\"},"
                                + "{\"urls\":\"stun:stun2.l.google.com:19302\"}]");
    }

    @Test
    void tokenMakesUpWhatIsLeftOut() throws Exception {
        JsonNode first = JSON.readTree(serai.post("/api/token?roomName=&identity=").body());
        JsonNode second = JSON.readTree(serai.post("/api/token").body());

        assertThat(UUID.fromString(first.get("roomName").textValue()).version()).isEqualTo(4);
        assertThat(first.get("identity").textValue()).matches("Guest-[A-Za-z0-9]{10}");
        assertThat(first.get("name").textValue()).isEqualTo("Guest");
        assertThat(second.get("identity")).isNotEqualTo(first.get("identity"));
        assertThat(second.get("roomName")).isNotEqualTo(first.get("roomName"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "roomName=a%2Fb",
                "roomName=..",
                "identity=a%5Cb",
                "identity=a%3Fb",
                "identity=a%23b",
                "identity=a%2525b",
                "identity=a%00b",
                "name=a%0Ab"
            })
    void tokenRefusesNamesThatWouldBeOtherPaths(String query) throws Exception {
        HttpResponse<String> answer = serai.post("/api/token?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("error").textValue())
                .contains(query.split("=")[0]);
    }

    @Test
    void tokenTakesNamesUpTo128Characters() throws Exception {
        assertThat(serai.post("/api/token?identity=" + "%F0%9F%8E%A5".repeat(128)).statusCode())
                .isEqualTo(200);
        assertThat(serai.post("/api/token?identity=" + "x".repeat(129)).statusCode())
                .isEqualTo(400);
        assertThat(serai.post("/api/token?name=" + "x".repeat(129)).statusCode()).isEqualTo(400);
        assertThat(serai.get("/api/token").statusCode()).isEqualTo(405);
    }

    @Test
    void ingestTellsWhereToPublishAndToPlay() throws Exception {
        HttpResponse<String> answer = serai.get("/api/rtmp/ingest?stream=key-1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"success\":true,"
                            + "\"rtmpIngestUrl\":\"rtmp://media.example.com:1935/__defaultApp__/key-1\","
                            + "\"hlsPlaybackUrl\":\"http://media.example.com:8080/__defaultApp__/key-1.m3u8\","
                            + "\"flvPlaybackUrl\":\"http://media.example.com:8080/__defaultApp__/key-1.flv\","
                            + "\"rtmpPlaybackUrl\":\"rtmp://media.example.com:1935/__defaultApp__/key-1\","
                            + "\"app\":\"__defaultApp__\",\"stream\":\"key-1\"}");
        JsonNode other = JSON.readTree(serai.get("/api/rtmp/ingest?stream=a%20b&app=live").body());
        assertThat(URI.create(other.get("rtmpIngestUrl").textValue()))
                .hasHost("media.example.com")
                .hasPath("/live/a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/rtmp/ingest", "/api/rtmp/status", "/api/hls/player"})
    void theStreamIsNamed(String path) throws Exception {
        for (String query : List.of("", "?stream=", "?app=live", "?stream=%FF")) {
            HttpResponse<String> answer = serai.get(path + query);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Missing stream parameter\"}");
        }
        assertThat(serai.get(path + "?stream=a%2Fb").statusCode()).isEqualTo(400);
        assertThat(serai.get(path + "?stream=a&app=..").statusCode()).isEqualTo(400);
        assertThat(serai.get(path + "?stream=" + "x".repeat(129)).statusCode()).isEqualTo(400);
        assertThat(serai.post(path + "?stream=a").statusCode()).isEqualTo(405);
    }

    @Test
    void statusPassesOnWhatSrsLists() throws Exception {
        String id = serai.srs.publish("/__defaultApp__/on-air", "c1");
        serai.srs.publish("/live/on-air", "c2");
        int before = serai.hls.requests().size();

        HttpResponse<String> answer = serai.get("/api/rtmp/status?stream=on-air");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"success\":true,\"isLive\":true,\"viewerCount\":1,"
                                + "\"app\":\"__defaultApp__\",\"stream\":\"on-air\","
                                + "\"streamInfo\":{\"id\":\""
                                + id
                                + "\",\"name\":\"on-air\",\"vhost\":\"vid-7l195i8\","
                                + "\"app\":\"__defaultApp__\",\"tcUrl\":\"rtmp://127.0.0.1:1935/live\","
                                + "\"url\":\"/__defaultApp__/on-air\","
                                + "\"publish\":{\"active\":true,\"cid\":\"c1\"},"
                                + "\"video\":null,\"audio\":null}}");
        assertThat(serai.hls.requests()).hasSize(before);
    }

    @Test
    void statusIsNotLiveBeforeMediaComesOrUnderAnotherName() throws Exception {
        serai.srs.announce("/__defaultApp__/waiting");

        JsonNode waiting = json("/api/rtmp/status?stream=waiting");
        assertThat(waiting.get("isLive").booleanValue()).isFalse();
        assertThat(waiting.get("streamInfo").get("publish").get("active").booleanValue()).isFalse();
        assertThat(serai.get("/api/rtmp/status?stream=nobody").body())
                .isEqualTo(
                        "{\"success\":true,\"isLive\":false,\"viewerCount\":0,"
                                + "\"app\":\"__defaultApp__\",\"stream\":\"nobody\","
                                + "\"streamInfo\":null}");
    }

    @Test
    void statusAsksForTheFlvOfAStreamThatIsNotListed() throws Exception {
        serai.hls.file("/__defaultApp__/edge.flv", "video/x-flv", new byte[10]);

        JsonNode status = json("/api/rtmp/status?stream=edge");

        assertThat(status.get("isLive").booleanValue()).isTrue();
        assertThat(status.get("viewerCount").intValue()).isZero();
        assertThat(status.get("streamInfo").isNull()).isTrue();
        assertThat(serai.hls.requests())
                .last()
                .extracting(Request::method, Request::target)
                .containsExactly("HEAD", "/__defaultApp__/edge.flv");
    }

    @Test
    void statusIsNotLiveWhenTheFlvIsSilentOrElsewhere() throws Exception {
        serai.hls.silent("/__defaultApp__/silent.flv");
        serai.hls.status("/__defaultApp__/moved.flv", 302, "Location", "/__defaultApp__/edge.flv");

        assertThat(json("/api/rtmp/status?stream=silent").get("isLive").booleanValue()).isFalse();
        assertThat(json("/api/rtmp/status?stream=moved").get("isLive").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNREACHABLE", "SILENT", "DRIPPING", "CLOSING", "FAILING", "HTML"})
    void statusTellsThatSrsDoesNotAnswer(Mode mode) throws Exception {
        serai.srs.answer(mode);
        int before = serai.hls.requests().size();

        HttpResponse<String> answer = serai.get("/api/rtmp/status?stream=secret-key");

        assertThat(answer.statusCode()).isEqualTo(500);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.get("error").textValue()).isEqualTo("Internal server error");
        assertThat(error.get("details").textValue()).startsWith("SRS: ");
        assertThat(answer.body()).doesNotContain("secret-key", "127.0.0.1");
        assertThat(serai.hls.requests()).hasSize(before);
    }

    @Test
    void playerTellsWhereToPlay() throws Exception {
        serai.srs.publish("/__defaultApp__/played", "c3");
        String base = serai.uri("").toString();

        HttpResponse<String> answer = serai.get("/api/hls/player?stream=played");

        assertThat(answer.statusCode()).isEqualTo(200);
        String high = base + "/api/hls/proxy?url=/__defaultApp__/played.m3u8";
        String low = base + "/api/hls/proxy?url=/__defaultApp__/played_low.m3u8";
        assertThat(answer.body())
                .isEqualTo(
                        "{\"success\":true,\"isLive\":true,\"hlsPlaybackUrl\":\""
                                + high
                                + "\",\"flvPlaybackUrl\":\"http://media.example.com:8080/__defaultApp__/played.flv\","
                                + "\"hlsLowQualityUrl\":\""
                                + low
                                + "\",\"app\":\"__defaultApp__\",\"stream\":\"played\","
                                + "\"adaptivePlaylist\":[{\"quality\":\"1080p\",\"url\":\""
                                + high
                                + "\",\"bitrate\":3000},{\"quality\":\"720p\",\"url\":\""
                                + low
                                + "\",\"bitrate\":1500}]}");
    }

    @Test
    void whatThePlayerIsToldPlays() throws Exception {
        serai.hls.file("/live/a%20b%26c.m3u8", "", "#EXTM3U\n#EXTINF:1,\na.ts\n".getBytes());

        JsonNode player = json("/api/hls/player?stream=a%20b%26c&app=live");
        URI playlist = URI.create(player.get("hlsPlaybackUrl").textValue());
        HttpResponse<String> answer =
                serai.get(playlist.getRawPath() + "?" + playlist.getRawQuery());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("proxy?url=/live/a.ts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNREACHABLE", "SILENT", "HTML"})
    void playerNeedsNoSrs(Mode mode) throws Exception {
        serai.srs.publish("/__defaultApp__/unseen", "c4");
        serai.srs.answer(mode);

        assertThat(json("/api/hls/player?stream=unseen").get("isLive").booleanValue()).isFalse();
    }

    @Test
    void playerFindsAStreamWithoutTheApiOfSrs() throws Exception {
        serai.hls.file("/__defaultApp__/still-there.flv", "video/x-flv", new byte[10]);
        serai.srs.answer(Mode.UNREACHABLE);

        assertThat(json("/api/hls/player?stream=still-there").get("isLive").booleanValue())
                .isTrue();
    }

    @Test
    void streamsOfOtherSurfacesDoNotExistHere() throws Exception {
        String key = UUID.randomUUID().toString();
        serai.context
                .getBean(StreamCatalogue.class)
                .create(
                        new NewStream(
                                Surface.STREAMHELPER,
                                "Elsewhere",
                                OptionalLong.empty(),
                                false,
                                List.of(new NewStream.Key(KeyKind.NAME, key))));
        serai.srs.publish("/live/" + key, "c5");
        serai.hls.file("/live/" + key + ".flv", "video/x-flv", new byte[10]);
        serai.hls.file("/live/" + key + ".m3u8", "", "#EXTM3U\n".getBytes());
        serai.hls.file("/live/" + key + "-7.ts", "", new byte[10]);
        int before = serai.hls.requests().size();

        JsonNode status = json("/api/rtmp/status?app=live&stream=" + key);
        assertThat(status.get("isLive").booleanValue()).isFalse();
        assertThat(status.get("streamInfo").isNull()).isTrue();
        assertThat(json("/api/hls/player?app=live&stream=" + key).get("isLive").booleanValue())
                .isFalse();
        for (String file : List.of(".m3u8", "-7.ts", "_low.m3u8", "/index.m3u8")) {
            HttpResponse<String> answer = serai.get("/api/hls/proxy?url=/live/" + key + file);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"error\":\"SRS server returned 404\"}");
        }
        assertThat(serai.hls.requests()).hasSize(before);
    }

    @Test
    void pagesThatAskAtOnceAreOneQuestionToSrs() {
        serai.srs.publish("/__defaultApp__/popular", "c6");
        serai.srs.answer(Mode.SLOW);
        int before = serai.srs.requests();

        List<CompletableFuture<HttpResponse<String>>> answers =
                Stream.generate(() -> serai.request("/api/rtmp/status?stream=popular").build())
                        .limit(20)
                        .map(request -> serai.http().sendAsync(request, BodyHandlers.ofString()))
                        .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().body()).contains("\"isLive\":true"));
        assertThat(serai.srs.requests() - before).isLessThan(20);
    }

    @Test
    void segmentsPassWhileTheyArriveAndOnlySoManyAtOnce() throws Exception {
        serai.hls.drips("/live/slow.ts");
        serai.hls.file("/live/free.ts", "", new byte[10]);

        try (InputStream first = opened("/api/hls/proxy?url=/live/slow.ts");
                InputStream second = opened("/api/hls/proxy?url=/live/slow.ts")) {
            assertThat(first.read()).isEqualTo('#');
            assertThat(second.read()).isEqualTo('#');
            HttpResponse<String> third = serai.get("/api/hls/proxy?url=/live/free.ts");

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(third.body()).isEqualTo("{\"error\":\"Service Unavailable\"}");
        }
        await("places are free again when viewers leave")
                .atMost(Duration.ofSeconds(20))
                .until(() -> serai.get("/api/hls/proxy?url=/live/free.ts").statusCode() == 200);
    }

    private static InputStream opened(String path) throws Exception {
        return serai.http().send(serai.request(path).build(), BodyHandlers.ofInputStream()).body();
    }

    private static JsonNode json(String path, String... headers) throws Exception {
        HttpResponse<String> answer = serai.get(path, headers);
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
