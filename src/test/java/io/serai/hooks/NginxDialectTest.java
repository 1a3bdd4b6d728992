package io.serai.hooks;

import static io.serai.hooks.HookBench.LOCAL;
import static io.serai.hooks.HookBench.call;
import static io.serai.hooks.HookBench.nginx;
import static io.serai.hooks.HookBench.oversize;
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
import io.serai.live.Verdict;
import io.serai.live.Verdict.Accepted;
import io.serai.live.Verdict.Reason;
import io.serai.live.Verdict.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NginxDialectTest {
    private static final String TOKEN = "abc123xyz";
    private static final String OWN =
            "app=live&flashver=FMLE/3.0%20(compatible%3B%20Lavf59.27&swfurl=&tcurl=rtmp://127.0.0.1/live"
                + "&pageurl=&addr=127.0.0.1&clientid=171&call=";
    private static final Fence FENCE = new Fence("nginx:edge", "", "171");

    private final HookBench bench = new HookBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void readsAPublish() {
        MediaEvent.Publish publish =
                bench.steps.readNginxPublish(
                        nginx("activate", OWN + "publish&name=123&type=live&token=" + TOKEN));
        assertThat(publish.fence()).isEqualTo(FENCE);
        assertThat(publish.path()).isEqualTo("/live/123");
        assertThat(publish.name()).isEqualTo(new Name("live", "123", Optional.of(TOKEN)));
        assertThat(publish.toString()).doesNotContain(TOKEN);
    }

    @Test
    void knowsTheSameRequestAgainAndNoOther() {
        String body = OWN + "publish&name=123&type=live";
        String digest = bench.steps.readNginxPublish(nginx("activate", body)).digest();
        assertThat(bench.steps.readNginxPublish(nginx("activate", body)).digest())
                .isEqualTo(digest);
        assertThat(bench.steps.readNginxPublish(nginx("activate", body + "&x")).digest())
                .isNotEqualTo(digest);
    }

    @Test
    void whatAPublisherAppendsReplacesNothing() {
        String injected = "&name=evil&app=admin&addr=10.0.0.1&call=publish_done&clientid=1";
        MediaEvent.Publish publish =
                bench.steps.readNginxPublish(
                        nginx("activate", OWN + "publish&name=victim&type=live" + injected));
        assertThat(publish.fence()).isEqualTo(FENCE);
        assertThat(publish.name()).isEqualTo(new Name("live", "victim", Optional.empty()));
        MediaEvent.End end =
                bench.steps.readNginxPublishDone(
                        nginx("deactivate", OWN + "publish_done&name=victim" + injected));
        assertThat(end)
                .isEqualTo(
                        new MediaEvent.End(
                                FENCE, Optional.of(publish.name()), EndKind.PUBLISH_DONE));
    }

    @Test
    void aBadEscapeThatAPublisherAppendsDoesNoHarm() {
        MediaEvent.Publish publish =
                bench.steps.readNginxPublish(
                        nginx("activate", OWN + "publish&name=123&type=live&x=%zz&%ff=1&token=t"));
        assertThat(publish.name()).isEqualTo(new Name("live", "123", Optional.of("t")));
    }

    @Test
    void readsUpdatesOfPublishersAndViewers() {
        assertThat(
                        bench.steps.readNginxUpdate(
                                nginx(
                                        "status",
                                        OWN + "update_publish&time=5&timestamp=4983&name=123")))
                .isEqualTo(
                        new MediaEvent.Update(
                                FENCE,
                                "/live/123",
                                new Name("live", "123", Optional.empty()),
                                OptionalLong.of(4983)));
        assertThat(
                        bench.steps.readNginxUpdate(
                                nginx("status", OWN + "update_play&time=5&name=123")))
                .isEqualTo(new MediaEvent.ViewerUpdate(new Name("live", "123", Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "abc", "9999999999999999999", "%D9%A1"})
    void aTimestampThatIsNoNumberIsNone(String timestamp) {
        assertThat(
                        bench.steps.readNginxUpdate(
                                nginx(
                                        "status",
                                        OWN + "update_publish&name=1&timestamp=" + timestamp)))
                .isInstanceOfSatisfying(
                        MediaEvent.Update.class, u -> assertThat(u.timestamp()).isEmpty());
    }

    @Test
    void aRelayIsNoViewer() {
        assertThat(play("ngx-local-relay").viewer()).isFalse();
        assertThat(play("LNX%209,0,124,2").viewer()).isTrue();
    }

    @Test
    void seraisOwnPullIsNoViewer() {
        assertThat(play("LNX%209,0,124,2&serai=restream").viewer()).isFalse();
        assertThat(play("LNX%209,0,124,2&serai=other").viewer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&&&",
                "{\"name\":\"x\"}",
                "app=live&clientid=1&name=",
                "app=live&clientid=1&name=&name=second",
                "app=live&clientid=1",
                "call=publish_done&name=x",
                "call=Publish&name=x",
                "name=a%00b",
                "name=x&clientid=%00",
                "name=%zz&token=" + TOKEN
            })
    void garbageIsRefusedWithStatus400OneLineAndNoSecret(String body) {
        HttpCall call = nginx("activate", body);
        Throwable error = catchThrowable(() -> bench.steps.readNginxPublish(call));
        assertThat(error).isInstanceOf(Invalid.class);
        assertThat(text(bench.steps.refuseNginx(call, error)))
                .startsWith("400 {\"error\":\"Bad Request\",\"message\":\"")
                .endsWith("\",\"details\":[]}")
                .doesNotContain(TOKEN);
        assertThat(bench.logged())
                .singleElement()
                .asString()
                .startsWith("hook.malformed server=nginx-rtmp event=activate answer=refused")
                .doesNotContain(TOKEN);
        assertThat(bench.count("nginx-rtmp", "activate", "malformed")).isEqualTo(1);
    }

    @Test
    void refusesLongNamesOversizeAndBytesThatAreNotUtf8() {
        byte[] latin = (OWN + "publish&name=\u00fc").getBytes(StandardCharsets.ISO_8859_1);
        for (HttpCall call :
                new HttpCall[] {
                    nginx("activate", "name=" + "x".repeat(1_025)),
                    oversize("/api/v1/stream-update/activate"),
                    call("/api/v1/stream-update/activate", "", latin, LOCAL)
                }) {
            assertThat(catchThrowable(() -> bench.steps.readNginxPublish(call)))
                    .isInstanceOf(Invalid.class);
        }
    }

    @Test
    void theCallMayBeAbsentButNotAnotherPathsCall() {
        assertThat(bench.steps.readNginxPublish(nginx("activate", "name=x")).name().stream())
                .isEqualTo("x");
        assertThat(catchThrowable(() -> done("deactivate", "publish"))).isInstanceOf(Invalid.class);
        assertThat(
                        catchThrowable(
                                () ->
                                        bench.steps.readNginxPlayDone(
                                                nginx("play-done", OWN + "play&name=1"))))
                .isInstanceOf(Invalid.class);
        assertThat(
                        catchThrowable(
                                () ->
                                        bench.steps.readNginxUpdate(
                                                nginx("status", OWN + "on_update&name=1"))))
                .isInstanceOf(Invalid.class);
        assertThat(
                        catchThrowable(
                                () ->
                                        bench.steps.readNginxRecordDone(
                                                nginx("record-done", OWN + "record_done"))))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void severalServersMustBeTold() {
        byte[] body = (OWN + "publish&name=1").getBytes(StandardCharsets.UTF_8);
        try (HookBench two = new HookBench("", UnknownStreams.REFUSE, "edge", "core")) {
            assertThat(two.steps.readNginxPublish(to("server=core", body)).fence().source())
                    .isEqualTo("nginx:core");
            assertThat(catchThrowable(() -> two.steps.readNginxPublish(to("", body))))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("?server=");
        }
        assertThat(catchThrowable(() -> bench.steps.readNginxPublish(to("server=x", body))))
                .isInstanceOf(Invalid.class);
        try (HookBench none = new HookBench("", UnknownStreams.REFUSE)) {
            assertThat(none.steps.readNginxPublish(to("", body)).fence().source())
                    .isEqualTo("nginx:nginx-rtmp");
        }
    }

    @Test
    void aServerCannotBeNamedInTheForm() {
        assertThat(
                        bench.steps
                                .readNginxPublish(
                                        nginx("activate", OWN + "publish&name=1&server=core"))
                                .fence()
                                .source())
                .isEqualTo("nginx:edge");
    }

    @Test
    void answersWithAStatusAlone() {
        assertThat(text(bench.steps.answerNginx(nginx("activate", ""), new Accepted(true))))
                .isEqualTo("200 ");
        Verdict wrong = new Refused(Reason.WRONG_TOKEN, "The token is wrong");
        assertThat(text(bench.steps.answerNginx(nginx("activate", ""), wrong)))
                .isEqualTo(
                        "403 {\"error\":\"Forbidden\",\"message\":\"The token is"
                                + " wrong\",\"details\":[]}");
        assertThat(bench.count("nginx-rtmp", "activate", "accepted")).isEqualTo(1);
        assertThat(bench.count("nginx-rtmp", "activate", "wrong_token")).isEqualTo(1);
        assertThat(bench.logged())
                .containsExactly(
                        "hook.refused server=nginx-rtmp event=activate reason=wrong_token"
                                + " from=127.0.0.1");
    }

    @Test
    void answersAnUpdateWithTheStateOfTheStream() {
        HttpCall call = nginx("status", OWN + "update_publish&name=a%22b&token=" + TOKEN);
        assertThat(text(bench.steps.answerNginxStatus(call, new Accepted(false))))
                .isEqualTo(
                        "200 {\"status\":\"OK\",\"streamKey\":\"a\\\"b\",\"isLive\":false,\"hasMulticast\":false}");
        assertThat(
                        text(
                                bench.steps.answerNginxStatus(
                                        call,
                                        new Refused(Reason.UNKNOWN_STREAM, "Stream not found"))))
                .isEqualTo("404 {\"error\":\"Stream not found\"}");
        assertThat(text(bench.steps.answerNginxStatus(call, new Refused(Reason.STALLED, "s"))))
                .startsWith("403 ");
        assertThat(bench.count("nginx-rtmp", "status", "stalled")).isEqualTo(1);
    }

    @Test
    void noFaultOfOursDropsAPublisher() {
        HttpCall status = nginx("status", OWN + "update_publish&name=123");
        for (Throwable fault : new Throwable[] {new Unavailable("x"), new RuntimeException("x")}) {
            assertThat(text(bench.steps.acceptNginx(status, fault)))
                    .isEqualTo(
                            "200 {\"status\":\"OK\",\"streamKey\":\"123\",\"isLive\":true,\"hasMulticast\":false}");
            assertThat(text(bench.steps.acceptNginx(nginx("deactivate", ""), fault)))
                    .isEqualTo("200 ");
        }
    }

    @Test
    void nobodyMayPublishWhileSomethingIsWrong() {
        HttpCall call = nginx("activate", "");
        assertThat(bench.steps.refuseNginx(call, new Unavailable("x")).status()).isEqualTo(503);
        assertThat(bench.steps.refuseNginx(call, new RuntimeException(TOKEN)).status())
                .isEqualTo(500);
        assertThat(text(bench.steps.refuseNginx(call, new RuntimeException(TOKEN))))
                .doesNotContain(TOKEN);
    }

    @Test
    void aStrangersHookIsRefusedEverywhere() {
        Caller stranger = new Caller("127.0.0.1", "8.8.8.8", true, true);
        HttpCall call = call("/api/v1/stream-update/deactivate", "", new byte[0], stranger);
        Throwable denied = catchThrowable(() -> bench.steps.readNginxPublishDone(call));
        assertThat(text(bench.steps.acceptNginx(call, denied)))
                .isEqualTo(
                        "403 {\"error\":\"Forbidden\",\"message\":\"IP not"
                                + " authorized\",\"details\":[]}");
    }

    private MediaEvent.Play play(String flashver) {
        return bench.steps.readNginxPlay(
                nginx("play", "app=live&flashver=" + flashver + "&clientid=4&call=play&name=1"));
    }

    private MediaEvent.End done(String event, String call) {
        return bench.steps.readNginxPublishDone(nginx(event, OWN + call + "&name=1"));
    }

    private static HttpCall to(String query, byte[] body) {
        return call("/api/v1/stream-update/activate", query, body, LOCAL);
    }
}
