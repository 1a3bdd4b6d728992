package io.serai.broadcasts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.srs.SrsWhip.Session;
import io.serai.testing.ScriptedRtc;
import io.serai.testing.ScriptedRtc.Offer;
import io.serai.testing.ScriptedRtc.Reaction;
import io.serai.testing.ScriptedSrs.Mode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** WHIP and WHEP through Serai, and how SRS does. */
@ExtendWith(OutputCaptureExtension.class)
class WebRtcProxyTest {
    private static final String WHIP = "/rtc/v1/whip/?app=live&stream=1&token=a%26b";

    private static BroadcastSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site = new BroadcastSite(directory, new Class<?>[0]);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void reset() {
        site.srs.answer(Mode.NORMAL);
        site.srs.rtc().react(Reaction.ACCEPT);
        site.srs.rtc().offers().clear();
        site.srs.rtc().ended().clear();
    }

    @ParameterizedTest
    @CsvSource({"whip", "whep"})
    void takesAnOfferToSrsAndTheAnswerBack(String kind) {
        HttpResponse<String> answer =
                offer("/rtc/v1/" + kind + "/?stream=1&token=a%26b&k=s&eip=10.0.0.1&action=play");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/sdp");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
                .hasValue("Location");
        assertThat(answer.body()).isEqualTo(ScriptedRtc.ANSWER);
        Offer offer = site.srs.rtc().offers().getFirst();
        JsonNode request = offer.json();
        assertThat(offer.path()).isEqualTo("/rtc/v1/" + kind + "/");
        assertThat(request.get("query").asText()).isEqualTo("app=live&stream=1&k=s&token=a%26b");
        assertThat(request.get("type").asText()).isEqualTo("application/sdp");
        assertThat(request.get("sdp").asText()).isEqualTo(ScriptedRtc.OFFER);
        assertThat(request.get("clientip").asText()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"whip", "whep"})
    void endsWhatLocationNames(String kind) {
        String location = location(offer("/rtc/v1/" + kind + "/?stream=1"));

        assertThat(location)
                .startsWith("/rtc/v1/" + kind + "/")
                .doesNotContain("82f9xj7x1", "6718e251", site.srs.api().getAuthority());
        assertThat(delete(location).statusCode()).isEqualTo(200);
        assertThat(delete(location).body()).as("over already").isEmpty();
        assertThat(site.srs.rtc().ended())
                .hasSize(2)
                .containsOnly("action=delete&token=82f9xj7x1&session=6718e251:a10c");
    }

    @Test
    void endsNothingThatItDidNotName() {
        String location = location(offer(WHIP));
        String resource = location.substring(location.lastIndexOf('/') + 1);
        char last = resource.charAt(0) == 'A' ? 'B' : 'A';
        for (String other :
                new String[] {
                    last + resource.substring(1),
                    resource.substring(0, resource.indexOf('.')),
                    resource.substring(0, resource.indexOf('.') + 1),
                    resource.substring(resource.indexOf('.')),
                    "x",
                    "%20",
                    "6718e251:a10c"
                }) {
            HttpResponse<String> answer = delete("/rtc/v1/whip/" + other);

            assertThat(answer.statusCode()).as(other).isEqualTo(404);
            assertThat(answer.body()).contains("\"error\":\"not_found\"");
        }
        assertThat(site.srs.rtc().ended()).isEmpty();
    }

    @Test
    void readsOnlyNamesThatWereSignedWithItsSecret() {
        WebRtcResources ours = new WebRtcResources("one");
        WebRtcResources others = new WebRtcResources("another");
        String named = ours.name(new Session("6718e251:a+/c", "82f9xj7x1"));

        assertThat(ours.read(named).orElseThrow().id()).isEqualTo("6718e251:a+/c");
        assertThat(others.read(named)).isEmpty();
    }

    @Test
    void theDescriptionOfTheApiTellsOfLocation() {
        JsonNode paths = site.json("/openapi.json", 0).get("paths");

        for (String kind : new String[] {"whip", "whep"}) {
            JsonNode created = paths.at("/~1rtc~1v1~1" + kind + "~1/post/responses/201");
            assertThat(created.at("/headers/Location/description").asText()).contains("DELETE");
            assertThat(paths.at("/~1rtc~1v1~1" + kind + "~1{resource}").has("delete")).isTrue();
        }
    }

    @Test
    void takesAnswersWithoutAName() {
        site.srs.rtc().react(Reaction.NO_SDP);

        HttpResponse<String> answer = offer(WHIP);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void knowsNoTrickle() {
        String location = location(offer(WHIP));

        for (String path : new String[] {location, WHIP}) {
            HttpResponse<String> answer =
                    site.send(
                            site.request(path, 0)
                                    .method("PATCH", HttpRequest.BodyPublishers.ofString("a=x")));

            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).isPresent();
        }
        HttpResponse<String> options =
                site.send(site.request(location, 0).method("OPTIONS", noBody()));
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("DELETE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rtc/v1/whip/",
                "/rtc/v1/whip/?stream=",
                "/rtc/v1/whep/?stream=a/b",
                "/rtc/v1/whip/?stream=a%26token=x",
                "/rtc/v1/whip/?stream=J%C3%BCrgen",
                "/rtc/v1/whip/?app=..&stream=1"
            })
    void refusesNamesThatSrsWouldReadAsSomethingElse(String path) {
        HttpResponse<String> answer = offer(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":\"invalid_request\"");
        assertThat(site.srs.rtc().offers()).isEmpty();
    }

    @Test
    void asksForAnOffer() {
        assertThat(site.post(WHIP, " \r\n", "application/sdp", 0).statusCode()).isEqualTo(400);
        assertThat(site.srs.rtc().offers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"REFUSE, 403", "HANG_UP, 403", "STATUS, 503", "HTML, 503", "HUGE, 503"})
    void saysWhenSrsRefuses(Reaction reaction, int status) {
        site.srs.rtc().react(reaction);

        for (String path : new String[] {WHIP, "/rtc/v1/whep/?stream=1"}) {
            HttpResponse<String> answer = offer(path);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "SILENT"})
    void saysWithinFiveSecondsThatSrsIsAway(Mode mode) {
        String location = location(offer(WHIP));
        site.srs.answer(mode);

        within5Seconds(() -> assertThat(offer(WHIP).statusCode()).isEqualTo(503));
        within5Seconds(() -> assertThat(delete(location).statusCode()).isEqualTo(503));
        within5Seconds(
                () -> {
                    HttpResponse<String> health = site.get("/health/srs", 0);
                    assertThat(health.statusCode()).isEqualTo(503);
                    assertThat(health.body())
                            .startsWith(
                                    "{\"status\":\"unhealthy\",\"service\":\"srs\",\"error\":\"");
                });
    }

    @Test
    void tellsWhichSrsAnswers() {
        assertThat(site.get("/health/srs", 0).body())
                .startsWith("{\"status\":\"healthy\",\"service\":\"srs\",\"version\":\"");
    }

    @Test
    void writesNoKeyToTheLog(CapturedOutput output) {
        for (Reaction reaction : Reaction.values()) {
            site.srs.rtc().react(reaction);
            offer("/rtc/v1/whip/?stream=secret-stream&token=secret-token");
        }
        delete("/rtc/v1/whip/secret-resource");

        assertThat(output).doesNotContain("secret-");
    }

    private static HttpResponse<String> offer(String path) {
        return site.post(path, ScriptedRtc.OFFER, "application/sdp", 0);
    }

    private static HttpResponse<String> delete(String path) {
        return site.send(site.request(path, 0).DELETE());
    }

    private static HttpRequest.BodyPublisher noBody() {
        return HttpRequest.BodyPublishers.noBody();
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static void within5Seconds(Runnable call) {
        long begin = System.nanoTime();
        call.run();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
}
