package io.serai.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.ScriptedSrs.Mode;
import io.serai.testing.TestClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;

class StreamRoutesTest {
    private static ScriptedSrs srs;
    private static ScriptedSrs second;
    private static ConfigurableApplicationContext context;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path directory) {
        srs = ScriptedSrs.start();
        second = ScriptedSrs.start();
        context = MediaApplication.start(directory, List.of(srs, second));
        browser = new Browser(context);
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
        srs.close();
        second.close();
    }

    @BeforeEach
    void nothingIsKnown() {
        context.getBean(TestClock.class).pass(Duration.ofSeconds(2));
    }

    @AfterEach
    void reset() {
        for (ScriptedSrs server : List.of(srs, second)) {
            server.answer(Mode.NORMAL);
            server.status(200);
            server.restart();
        }
    }

    @Test
    void listsStreamsAsSrsDoes() throws IOException {
        srs.publish("/live/123", "f2z61342");
        String recorded =
                Files.readString(Path.of("src/test/resources/fixtures/srs-api/streams.txt"));
        JsonNode fixture = new JsonMapper().readTree(recorded.substring(recorded.indexOf('{')));

        JsonNode answer = browser.json("/streams");

        assertThat(names(answer)).isEqualTo(names(fixture));
        assertThat(names(answer.at("/streams/0"))).isEqualTo(names(fixture.at("/streams/0")));
        assertThat(answer.path("code").asInt()).isZero();
        assertThat(answer.path("server").asText()).isEqualTo(srs.server());
        assertThat(answer.at("/streams/0/name").asText()).isEqualTo("123");
        assertThat(answer.at("/streams/0/publish/active").asBoolean()).isTrue();
        assertThat(answer.at("/streams/0/publish/cid").asText()).isEqualTo("f2z61342");
        assertThat(answer.at("/streams/0/video").isNull()).isTrue();
    }

    @Test
    void listsTheStreamsOfEverySrs() {
        srs.publish("/live/one", "c1");
        second.publish("/live/two", "c2");

        assertThat(browser.json("/streams").findValuesAsText("url"))
                .containsExactly("/live/one", "/live/two");
    }

    @Test
    void listsWhatTheSrsThatAnswersHas() {
        srs.answer(Mode.UNREACHABLE);
        second.publish("/live/two", "c2");

        assertThat(browser.json("/streams").findValuesAsText("url")).containsExactly("/live/two");
    }

    @Test
    void asksSrsOnceForManyBrowsers() {
        srs.publish("/live/123", "f2z61342");
        int before = srs.requests();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Integer>> answers =
                    IntStream.range(0, 200)
                            .mapToObj(
                                    n ->
                                            CompletableFuture.supplyAsync(
                                                    () -> browser.get("/streams").statusCode(),
                                                    threads))
                            .toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
        }
        assertThat(srs.requests()).isEqualTo(before + 1);

        context.getBean(TestClock.class).pass(Duration.ofSeconds(2));
        browser.get("/streams");
        assertThat(srs.requests()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNREACHABLE | no connection",
                "SILENT | no answer within 4 s",
                "DRIPPING | no answer within 4 s",
                "FAILING | code 100",
                "HTML | the answer is not complete JSON",
                "CLOSING | the connection broke before the answer was complete"
            })
    void saysWithinFiveSecondsThatNoSrsAnswers(Mode mode, String reason) {
        srs.answer(mode);
        second.answer(mode);
        String expected =
                "{\"error\":\"Internal server error\",\"details\":\"SRS: " + reason + "\"}";
        long begin = System.nanoTime();

        HttpResponse<String> list = browser.get("/streams");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        HttpResponse<String> monitor = browser.get("/monitor?roomName=r");
        begin = System.nanoTime();
        HttpResponse<String> stop = browser.post("/streams/stop?stream=s");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));

        for (HttpResponse<String> answer : List.of(list, monitor, stop)) {
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo(expected);
        }
    }

    @Test
    void passesOnTheStatusThatSrsAnswersWith() {
        srs.status(503);
        second.status(503);

        HttpResponse<String> list = browser.get("/streams");
        HttpResponse<String> monitor = browser.get("/monitor?roomName=r");

        assertThat(list.statusCode()).isEqualTo(503);
        assertThat(list.body()).isEqualTo("{\"error\":\"SRS server error: 503\"}");
        assertThat(monitor.statusCode()).isEqualTo(502);
        assertThat(monitor.body())
                .isEqualTo("{\"error\":\"Failed to fetch system summary from SRS server.\"}");
    }

    @Test
    void stopsAStreamByItsName() {
        srs.publish("/live/victim", "c1");
        srs.publish("/live/other", "c2");
        second.publish("/app/victim", "c3");

        HttpResponse<String> answer = browser.post("/streams/stop?stream=victim");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"success\":true,\"message\":\"Stream victim stop requested\"}");
        assertThat(srs.kicked()).contains("c1").doesNotContain("c2");
        assertThat(second.kicked()).contains("c3");
        assertThat(browser.json("/streams").findValuesAsText("name")).containsExactly("other");
    }

    @Test
    void saysThatAStopWasRequestedAlsoIfThereIsNothingToStop() {
        HttpResponse<String> answer = browser.post("/streams/stop?stream=%22nobody%22");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Browser.json(answer).path("message").asText())
                .isEqualTo("Stream \"nobody\" stop requested");
    }

    @Test
    void asksWhichStreamToStop() {
        for (String path : List.of("/streams/stop", "/streams/stop?stream=")) {
            HttpResponse<String> answer = browser.post(path);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Stream ID is required\"}");
        }
    }

    @Test
    void tellsHowSrsDoes() {
        srs.publish("/__defaultApp__/room-1", "c1");
        srs.publish("/live/room-2", "c2");

        HttpResponse<String> answer = browser.get("/monitor?roomName=room-1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"isConnected\":true,\"serverVersion\":\"7.0.18\",\"serverUptime\":32,"
                                + "\"cpuUsage\":0.06,\"memoryUsage\":0.03,\"diskUsage\":0.0,"
                                + "\"loadAverage\":[0.58,0.91,0.52],\"streamCount\":2,"
                                + "\"totalClients\":2,\"streamInfo\":{\"publish\":"
                                + "{\"active\":true,\"cid\":\"c1\"},\"clients\":1,\"kbps\":"
                                + "{\"recv_30s\":0,\"send_30s\":0},\"video\":null,\"audio\":null,"
                                + "\"live_ms\":1795220107513},\"now_ms\":1795220107513}");
    }

    @ParameterizedTest
    @CsvSource({
        "/monitor?roomName=room-2, true",
        "/monitor?roomName=room-2&app=live, true",
        "/monitor?roomName=room-2&app=other, false",
        "/monitor?roomName=room-3, false"
    })
    void findsTheStreamOfARoom(String path, boolean found) {
        srs.publish("/live/room-2", "c2");

        assertThat(browser.json(path).has("streamInfo")).isEqualTo(found);
    }

    @Test
    void asksForTheRoomToMonitor() {
        HttpResponse<String> answer = browser.get("/monitor?app=live");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Missing roomName parameter\"}");
    }

    @Test
    void servesEachPathWithItsOwnMethods() {
        assertThat(browser.post("/streams").statusCode()).isEqualTo(405);
        assertThat(browser.get("/streams/stop?stream=a").statusCode()).isEqualTo(405);
        assertThat(browser.post("/monitor?roomName=a").statusCode()).isEqualTo(405);
        assertThat(browser.get("/unknown").statusCode()).isEqualTo(404);
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }
}
