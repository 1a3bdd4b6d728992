package io.serai.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.ScriptedRtc;
import io.serai.testing.ScriptedRtc.Offer;
import io.serai.testing.ScriptedRtc.Reaction;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.ScriptedSrs.Mode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class WebRtcRoutesTest {
    private static final String WHIP = "/whip?app=room-1&stream=guest-1795220107513";

    private static ScriptedSrs srs;
    private static ConfigurableApplicationContext context;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path directory) {
        srs = ScriptedSrs.start();
        context = MediaApplication.start(directory, List.of(srs));
        browser = new Browser(context);
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
        srs.close();
    }

    @BeforeEach
    void reset() {
        srs.answer(Mode.NORMAL);
        srs.rtc().react(Reaction.ACCEPT);
        srs.rtc().offers().clear();
    }

    @ParameterizedTest
    @CsvSource({"whip, /rtc/v1/publish/", "whep, /rtc/v1/play/"})
    void takesAnOfferToSrsAndTheAnswerBack(String path, String asked) {
        HttpResponse<String> answer =
                browser.offer("/" + path + "?app=room-1&stream=guest-1", ScriptedRtc.OFFER);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/sdp");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(answer.body()).isEqualTo(ScriptedRtc.ANSWER).startsWith("v=0\r\n");
        Offer offer = srs.rtc().offers().getFirst();
        assertThat(offer.path()).isEqualTo(asked);
        JsonNode json = offer.json();
        assertThat(json.path("api").asText()).isEqualTo(srs.api() + asked);
        assertThat(json.path("streamurl").asText())
                .isEqualTo("webrtc://" + srs.api().getAuthority() + "/room-1/guest-1");
        assertThat(json.path("sdp").asText()).isEqualTo(ScriptedRtc.OFFER);
        assertThat(json.path("clientip").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void passesOnTheArgumentsThatBelongToTheStreamAndNoOthers() {
        browser.offer(WHIP + "&token=a%26b%3D%2F%20c&k=1&eip=10.0.0.1&vhost=other", "v=0");

        assertThat(srs.rtc().offers().getFirst().json().path("streamurl").asText())
                .endsWith("/room-1/guest-1795220107513?k=1&token=a%26b%3D%2F%20c");
    }

    @Test
    void takesNamesOfAnyScript() {
        assertThat(browser.offer("/whip?app=r&stream=J%C3%BCrgen-1", "v=0").statusCode())
                .isEqualTo(200);
        assertThat(srs.rtc().offers().getFirst().json().path("streamurl").asText())
                .endsWith("/r/Jürgen-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/whip",
                "/whip?app=a",
                "/whip?stream=s",
                "/whip?app=&stream=s",
                "/whep?app=a&stream="
            })
    void asksForApplicationAndStream(String path) {
        HttpResponse<String> answer = browser.offer(path, "v=0");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Missing app or stream parameter\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/whip?app=a&stream=s", "/whep?app=a&stream=s"})
    void asksForAnOffer(String path) {
        for (String nothing : List.of("", " \r\n")) {
            HttpResponse<String> answer = browser.offer(path, nothing);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"Missing SDP offer in request body\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app=a/b&stream=s",
                "app=a&stream=s%3Fvhost=x",
                "app=a&stream=s%26x",
                "app=a&stream=s%23x",
                "app=a...vhost...b&stream=s",
                "app=..&stream=s",
                "app=_definst_&stream=s",
                "app=a&stream=_definst_s",
                "app=a&stream=s%20t",
                "app=a&stream=s%0At",
                "app=a&stream=s%25",
                "app=a&stream=%22"
            })
    void refusesNamesThatSrsWouldReadAsSomethingElse(String query) {
        HttpResponse<String> answer = browser.offer("/whip?" + query, "v=0");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":\"").contains("letters, digits");
        assertThat(srs.rtc().offers()).isEmpty();
    }

    @Test
    void refusesNamesAndOffersThatAreTooLong() {
        String name = "n".repeat(257);

        assertThat(browser.offer("/whip?app=a&stream=" + name, "v=0").statusCode()).isEqualTo(400);
        assertThat(browser.offer(WHIP, "a".repeat(65 * 1024)).statusCode()).isEqualTo(413);
        assertThat(srs.rtc().offers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REFUSE | 400 | SRS server error: {\"code\":400}",
                "STATUS | 503 | SRS server error: 503 - too busy to answer",
                "HTML | 500 | SRS server error: the answer is not JSON",
                "NO_SDP | 500 | SRS server error: the answer has no SDP"
            })
    void saysWhatSrsSays(Reaction reaction, int status, String sentence) {
        srs.rtc().react(reaction);

        for (String path : List.of("/whip?app=a&stream=s", "/whep?app=a&stream=s")) {
            HttpResponse<String> answer = browser.offer(path, "v=0");

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(Browser.json(answer).path("error").asText()).isEqualTo(sentence);
        }
    }

    @Test
    void takesAClosedConnectionForARefusal() {
        srs.rtc().react(Reaction.HANG_UP);

        HttpResponse<String> publish = browser.offer(WHIP, "v=0");
        HttpResponse<String> play = browser.offer("/whep?app=a&stream=s", "v=0");

        assertThat(publish.statusCode()).isEqualTo(403);
        assertThat(publish.body()).startsWith("{\"error\":\"SRS refused the stream: ");
        assertThat(play.statusCode()).isEqualTo(403);
        assertThat(play.body()).startsWith("{\"error\":\"SRS refused to play the stream: ");
        assertThat(srs.rtc().offers()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNREACHABLE | SRS: no connection",
                "SILENT | SRS: no answer within 4 s",
                "DRIPPING | SRS: no answer within 4 s",
                "BROKEN_OFF | SRS: the connection broke before the answer was complete"
            })
    void saysWithinFiveSecondsThatSrsCantBeReached(Mode mode, String details) {
        srs.answer(mode);
        long begin = System.nanoTime();

        HttpResponse<String> answer = browser.offer(WHIP, "v=0");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"Internal server error\",\"details\":\"" + details + "\"}");
    }

    @Test
    void readsNoMoreThanAnAnswerNeeds() {
        srs.rtc().react(Reaction.HUGE);

        HttpResponse<String> answer = browser.offer(WHIP, "v=0");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("answer larger than 256 KiB");
    }

    @Test
    void servesOnlyPost() {
        assertThat(browser.get(WHIP).statusCode()).isEqualTo(405);
    }

    @Test
    void writesNoKeyToTheLog(CapturedOutput output) {
        for (Reaction reaction : Reaction.values()) {
            srs.rtc().react(reaction);
            browser.offer("/whip?app=secret-app&stream=secret-stream&token=secret-token", "v=0");
        }

        assertThat(output).doesNotContain("secret-");
    }
}
