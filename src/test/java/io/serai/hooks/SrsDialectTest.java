package io.serai.hooks;

import static io.serai.hooks.HookBench.LOCAL;
import static io.serai.hooks.HookBench.call;
import static io.serai.hooks.HookBench.oversize;
import static io.serai.hooks.HookBench.srs;
import static io.serai.hooks.HookBench.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Caller;
import io.serai.common.http.HttpCall;
import io.serai.hooks.HooksSettings.UnknownStreams;
import io.serai.live.Fence;
import io.serai.live.MediaEvent;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.Verdict;
import io.serai.live.Verdict.Accepted;
import io.serai.live.Verdict.Reason;
import io.serai.live.Verdict.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SrsDialectTest {
    private static final String OK = "200 {\"code\":0,\"message\":\"success\"}";
    private static final String TOKEN = "abc123xyz";
    private static final String IDS =
            "\"server_id\":\"vid-1\",\"service_id\":\"boot1\",\"client_id\":\"c1\"";
    private static final String PUBLISH =
            "{"
                    + IDS
                    + ",\"ip\":\"127.0.0.1\",\"vhost\":\"__defaultVhost__\",\"app\":\"live\","
                    + "\"tcUrl\":\"rtmp://127.0.0.1:1935/live\",\"stream\":\"123\","
                    + "\"param\":\"?token="
                    + TOKEN
                    + "\",\"stream_url\":\"/live/123\",\"stream_id\":\"vid-9\",\"new\":[{}]}";

    private final HookBench bench = new HookBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void readsAPublish() {
        assertThat(bench.steps.readSrsPublish(srs("publish", PUBLISH)))
                .isEqualTo(
                        new MediaEvent.Publish(
                                new Fence("srs:vid-1", "boot1", "c1"),
                                "/live/123",
                                new Name("live", "123", Optional.of(TOKEN)),
                                Protocol.RTMP,
                                Optional.of("vid-9"),
                                "",
                                false));
    }

    @Test
    void knowsAWhipPublisher() {
        String whip =
                "{"
                        + IDS
                        + ",\"app\":\"live\",\"tcUrl\":\"\",\"stream\":\"w\","
                        + "\"param\":\"app=live&stream=evil&token=t%201\"}";
        MediaEvent.Publish publish = bench.steps.readSrsPublish(srs("publish", whip));
        assertThat(publish.protocol()).isEqualTo(Protocol.WHIP);
        assertThat(publish.name()).isEqualTo(new Name("live", "w", Optional.of("t 1")));
        assertThat(publish.path()).isEqualTo("/live/w");
        assertThat(publish.streamObject()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "webrtc://127.0.0.1:1985/live, upstream=rtc, WHIP",
        "webrtc://127.0.0.1:1985/live, ?upstream=rtc, RTMP",
        "webrtc://127.0.0.1:1985/live, '', RTMP",
        "rtmp://127.0.0.1/live, upstream=rtc, RTMP"
    })
    void knowsAPublisherOfTheOlderWebRtcApi(String address, String param, Protocol protocol) {
        String body =
                "{"
                        + IDS
                        + ",\"app\":\"live\",\"stream\":\"w\",\"tcUrl\":\""
                        + address
                        + "\",\"param\":\""
                        + param
                        + "\"}";

        assertThat(bench.steps.readSrsPublish(srs("publish", body)).protocol()).isEqualTo(protocol);
    }

    @Test
    void seraisOwnPullIsNoViewer() {
        String own =
                "{" + IDS + ",\"app\":\"live\",\"stream\":\"1\",\"param\":\"?serai=restream\"}";

        assertThat(bench.steps.readSrsPlay(srs("play", own)).viewer()).isFalse();
    }

    @Test
    void readsEndsPlaysStopsEvidenceAndHeartbeats() {
        Fence fence = new Fence("srs:vid-1", "boot1", "c1");
        Name name = new Name("live", "123", Optional.of(TOKEN));
        assertThat(bench.steps.readSrsUnpublish(srs("unpublish", PUBLISH)))
                .isEqualTo(new MediaEvent.End(fence, Optional.of(name), EndKind.UNPUBLISH));
        assertThat(bench.steps.readSrsClose(srs("close", "{" + IDS + "}")))
                .isEqualTo(new MediaEvent.End(fence, Optional.empty(), EndKind.CLOSE));
        assertThat(bench.steps.readSrsEvidence(srs("hls", PUBLISH)))
                .isEqualTo(new MediaEvent.Evidence(fence, name));
        String hls = PUBLISH.replace("\"123\"", "\"123.m3u8\"");
        assertThat(bench.steps.readSrsPlay(srs("play", hls)))
                .isEqualTo(new MediaEvent.Play(fence, name, true));
        assertThat(bench.steps.readSrsStop(srs("stop", hls)))
                .isEqualTo(new MediaEvent.Stop(fence, name));
        assertThat(
                        bench.steps.readSrsHeartbeat(
                                srs("heartbeat", "{\"server\":\"vid-1\",\"service\":\"b\"}")))
                .isEqualTo(new MediaEvent.Alive("srs:vid-1", "b"));
    }

    @Test
    void anEndMadeByHandHasNoClient() {
        MediaEvent.End end = bench.steps.readSrsUnpublish(srs("unpublish", "{\"stream\":\"123\"}"));
        assertThat(end.fence()).isEqualTo(new Fence("srs:", "", ""));
    }

    static Stream<byte[]> garbage() {
        String deep = "{\"a\":" + "[".repeat(20_000);
        return Stream.of(
                        "",
                        " ",
                        "null",
                        "[]",
                        "[" + PUBLISH + "]",
                        "\"" + TOKEN + "\"",
                        "1",
                        TOKEN,
                        "{\"param\":" + TOKEN + "}",
                        "{",
                        PUBLISH.substring(0, 150),
                        "{}",
                        deep,
                        "{\"stream\":" + "9".repeat(5_000) + "}",
                        "{\"stream\":123}",
                        "{\"stream\":[\"" + TOKEN + "\"]}",
                        "{\"stream\":{\"a\":1}}",
                        "{\"stream\":\"\"}",
                        "{\"stream\":null}",
                        "{\"stream\":\"x\",\"client_id\":7}",
                        "{\"stream\":\"x\",\"param\":true}",
                        "{\"stream\":\"a\\u0000b\"}",
                        "{\"stream\":\"x\",\"client_id\":\"\\u0000\"}",
                        "{\"stream\":\"" + "x".repeat(1_025) + "\"}",
                        "app=live&name=" + TOKEN)
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void garbageIsRefusedInSrssOwnWordsWithOneLineAndNoSecret(byte[] body) {
        HttpCall call = call("/api/srs/publish", "", body, LOCAL);
        Throwable error = catchThrowable(() -> bench.steps.readSrsPublish(call));
        assertThat(error).isInstanceOf(Invalid.class);
        for (Throwable e = error; e != null; e = e.getCause()) {
            assertThat(String.valueOf(e.getMessage())).doesNotContain(TOKEN);
        }
        assertThat(text(bench.steps.refuseSrs(call, error)))
                .isEqualTo("400 {\"code\":1,\"message\":\"publish rejected\"}");
        assertThat(bench.logged())
                .singleElement()
                .asString()
                .startsWith("hook.malformed server=srs event=publish answer=refused reason=")
                .doesNotContain(TOKEN);
        assertThat(bench.count("srs", "publish", "malformed")).isEqualTo(1);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] latin = "{\"stream\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(
                        catchThrowable(
                                () ->
                                        bench.steps.readSrsPublish(
                                                call("/api/srs/publish", "", latin, LOCAL))))
                .isInstanceOf(Invalid.class)
                .hasMessage("body is not UTF-8");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        assertThat(catchThrowable(() -> bench.steps.readSrsPublish(oversize("/api/srs/publish"))))
                .isInstanceOf(Invalid.class)
                .hasMessage("body too large");
    }

    @Test
    void keepsNamesOfAnyCharactersAndALongParam() {
        String odd = "\\\"<\\n\u4f60 %zz";
        String body =
                "{\"stream\":\""
                        + odd
                        + "\",\"app\":\"live/sub\",\"param\":\"?x="
                        + "y".repeat(5_000)
                        + "&token="
                        + TOKEN
                        + "&token=second&z=%zz\"}";
        MediaEvent.Publish publish = bench.steps.readSrsPublish(srs("publish", body));
        assertThat(publish.name())
                .isEqualTo(new Name("live/sub", "\"<\n\u4f60 %zz", Optional.of(TOKEN)));
    }

    @ParameterizedTest
    @CsvSource({"connect, connection rejected", "publish, publish rejected", "play, play rejected"})
    void strictHooksRefuseWhateverGoesWrong(String event, String message) {
        HttpCall call = srs(event, "");
        assertThat(text(bench.steps.refuseSrs(call, new Invalid("x"))))
                .isEqualTo("400 {\"code\":1,\"message\":\"" + message + "\"}");
        assertThat(text(bench.steps.refuseSrs(call, new IllegalStateException("bug"))))
                .isEqualTo("500 {\"code\":1,\"message\":\"" + message + "\"}");
        assertThat(text(bench.steps.refuseSrs(call, new Unavailable("database"))))
                .isEqualTo("503 {\"code\":1,\"message\":\"temporarily unavailable\"}");
        assertThat(bench.count("srs", event, "malformed")).isEqualTo(1);
        assertThat(bench.count("srs", event, "error")).isEqualTo(1);
        assertThat(bench.count("srs", event, "unavailable")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "unpublish", "stop", "hls", "dvr", "heartbeat"})
    void lenientHooksAcceptWhateverGoesWrong(String event) {
        HttpCall call = srs(event, "");
        for (Throwable error :
                new Throwable[] {
                    new Invalid("x"), new Unavailable("x"), new IllegalStateException("bug")
                }) {
            assertThat(text(bench.steps.acceptSrs(call, error))).isEqualTo(OK);
        }
        assertThat(bench.logged())
                .anyMatch(line -> line.startsWith("hook.malformed server=srs event=" + event));
    }

    @Test
    void aStrangersHookIsRefusedEverywhere() {
        Caller stranger = new Caller("8.8.8.8", "8.8.8.8", false, false);
        HttpCall call = call("/api/srs/unpublish", "k=s", new byte[0], stranger);
        Throwable denied = catchThrowable(() -> bench.steps.readSrsUnpublish(call));
        assertThat(text(bench.steps.acceptSrs(call, denied)))
                .isEqualTo("403 {\"code\":1,\"message\":\"IP not authorized\"}");
        assertThat(text(bench.steps.refuseSrs(call, denied)))
                .isEqualTo("403 {\"code\":1,\"message\":\"IP not authorized\"}");
        assertThat(bench.count("srs", "unpublish", "denied")).isEqualTo(2);
        assertThat(bench.metrics.find("serai.hooks.last.seconds").gauge()).isNull();
    }

    @Test
    void acceptsWithTheIntegerZero() {
        assertThat(text(bench.steps.answerSrs(srs("publish", ""), new Accepted(true))))
                .isEqualTo(OK);
        assertThat(bench.count("srs", "publish", "accepted")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_STREAM, unknown_stream",
        "WRONG_TOKEN, wrong_token",
        "ALREADY_LIVE, already_live",
        "SUPERSEDED_SERVER, superseded_server"
    })
    void refusesAPublishWithStatus200AndCode1(Reason reason, String outcome) {
        Verdict verdict = new Refused(reason, "our words");
        assertThat(text(bench.steps.answerSrs(srs("publish", PUBLISH), verdict)))
                .isEqualTo("200 {\"code\":1,\"message\":\"our words\"}");
        assertThat(bench.count("srs", "publish", outcome)).isEqualTo(1);
        assertThat(bench.logged())
                .containsExactly(
                        "hook.refused server=srs event=publish reason="
                                + outcome
                                + " from=127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "unpublish"})
    void anEndOfAnUnknownStreamIsAccepted(String event) {
        Verdict unknown = new Refused(Reason.UNKNOWN_STREAM, "Stream not found");
        assertThat(text(bench.steps.answerSrs(srs(event, PUBLISH), unknown))).isEqualTo(OK);
        assertThat(bench.count("srs", event, "accepted_unknown_stream")).isEqualTo(1);
    }

    @Test
    void unknownStreamsPassWhereTheOperatorSaysSoButNoWrongToken() {
        try (HookBench open = new HookBench("", UnknownStreams.ACCEPT)) {
            Verdict unknown = new Refused(Reason.UNKNOWN_STREAM, "Stream not found");
            Verdict wrong = new Refused(Reason.WRONG_TOKEN, "The token is wrong");
            assertThat(text(open.steps.answerSrs(srs("publish", PUBLISH), unknown))).isEqualTo(OK);
            assertThat(text(open.steps.answerSrs(srs("publish", PUBLISH), wrong)))
                    .isEqualTo("200 {\"code\":1,\"message\":\"The token is wrong\"}");
            String ended = "{\"app\":\"live\",\"stream\":\"" + HookBench.ENDED.name() + "\"}";
            assertThat(text(open.steps.answerSrs(srs("publish", ended), unknown)))
                    .as("ended for good")
                    .isEqualTo("200 {\"code\":1,\"message\":\"Stream not found\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish;x=1", "publish%20", "pub%6cish", "../x"})
    void aPathOfTheClientsOwnSpellingMakesNoLabel(String spelling) {
        bench.steps.refuseSrs(srs(spelling, ""), new Invalid("x"));
        assertThat(bench.metrics.find("serai.hooks").timers())
                .singleElement()
                .satisfies(
                        timer ->
                                assertThat(timer.getId().getTag("event")).isIn("publish", "other"));
    }

    @Test
    void tellsHowLongAgoTheLastHookCame() {
        bench.steps.readSrsPublish(srs("publish", PUBLISH));
        bench.clock.pass(Duration.ofSeconds(7));
        assertThat(
                        bench.metrics
                                .get("serai.hooks.last.seconds")
                                .tag("server", "srs")
                                .gauge()
                                .value())
                .isEqualTo(7.0);
    }

    @Test
    void aBodyShowsNothingOfItself() {
        HttpCall call = srs("publish", PUBLISH);
        assertThat(SrsBody.read(call).toString() + call).doesNotContain(TOKEN, "123");
        assertThat(bench.steps.readSrsPublish(call).toString()).doesNotContain(TOKEN);
    }
}
