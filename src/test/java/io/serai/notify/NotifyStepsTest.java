package io.serai.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.audit.AuditRows;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.events.GiveUp;
import io.serai.events.RetryLater;
import io.serai.events.StreamEvent;
import io.serai.notify.NotifyBench.Node;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.RecordingDiscord.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class NotifyStepsTest {
    private final NotifyBench bench = new NotifyBench();
    private final Node node = bench.node;
    private final NotifySteps steps = node.steps();

    @AfterEach
    void close() {
        logLevel(null);
        bench.close();
    }

    @Test
    void sendsNothingForAnEmptyMessage() {
        steps.postRoom(DiscordMessage.NONE);

        assertThat(bench.discord.requests()).isEmpty();
    }

    @Test
    void postsABroadcastOnceAndEditsItAtItsEnd() {
        steps.postLive(live(7));
        steps.postLive(live(7));
        steps.editEnded(ended(7));

        assertThat(bench.discord.requests())
                .extracting(request -> request.method() + " " + path(request))
                .containsExactly("POST ?wait=true", "PATCH /messages/1001");
        assertThat(bench.discord.requests().getFirst().body())
                .isEqualTo(
                        """
                        {"embeds":[{"title":"\uD83D\uDD34 My \\\\*show\\\\* is live","color":15548997,\
                        "fields":[{"name":"Started","value":"<t:1772362800:f>","inline":false}],\
                        "timestamp":"2026-03-01T11:00:00Z","footer":{"text":"StreamIt"}}],\
                        "allowed_mentions":{"parse":[]}}\
                        """);
        assertThat(bench.discord.requests().getLast().body())
                .contains(
                        "My \\\\*show\\\\* was live",
                        "{\"name\":\"Duration\",\"value\":\"1:02:03\",\"inline\":false}",
                        "{\"name\":\"Peak viewers\",\"value\":\"12\",\"inline\":false}");
    }

    @Test
    void doesNotAnnounceABroadcastThatHasEndedMeanwhile() {
        steps.editEnded(ended(7));
        steps.postLive(live(7));

        assertThat(bench.discord.requests()).isEmpty();
    }

    @Test
    void isDoneWhenSomebodyDeletedThePost() {
        steps.postLive(live(7));
        bench.discord.then(404, "{\"code\":10008}");

        steps.editEnded(ended(7));

        steps.postLive(live(8));
        assertThat(bench.discord.requests()).hasSize(3);
    }

    @Test
    void postsAgainAfterTroubleButNotAfterAnAnswerWithoutId() {
        bench.discord.then(500, "").then(200, "not JSON");

        assertThatThrownBy(() -> steps.postLive(live(7))).isInstanceOf(Unavailable.class);
        steps.postLive(live(7));
        steps.postLive(live(7));
        steps.editEnded(ended(7));

        assertThat(bench.discord.requests()).hasSize(2);
    }

    @Test
    void editsOnALaterAttemptWhenDiscordWasAway() {
        steps.postLive(live(7));
        bench.discord.then(503, "").then(429, "{\"retry_after\":0.1}");

        assertThatThrownBy(() -> steps.editEnded(ended(7))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> steps.editEnded(ended(7))).isInstanceOf(RetryLater.class);
        Awaitility.await()
                .ignoreExceptionsInstanceOf(RetryLater.class)
                .untilAsserted(() -> steps.editEnded(ended(7)));

        assertThat(bench.discord.requests()).hasSize(4);
    }

    @Test
    void givesUpAnEventWithoutBroadcast() {
        StreamEvent odd =
                new StreamEvent(
                        1, new StreamId(3), "stream.live", NotifyBench.NOW, Map.of(), 1, false);

        assertThatThrownBy(() -> steps.postLive(odd)).isInstanceOf(GiveUp.class);
    }

    @Test
    void givesUpADeliveryThatIsLeftWhenTheWebhookIsNotConfiguredAnyMore() {
        Node without = bench.node("", "");

        assertThat(without.steps().roomEnabled()).isFalse();
        assertThat(without.steps().liveEnabled()).isFalse();
        assertThatThrownBy(() -> without.steps().postLive(live(7)))
                .isInstanceOf(GiveUp.class)
                .hasMessage("DISCORD_LIVE_WEBHOOK_URL is not set");
        without.client().destroy();
    }

    @Test
    void forgetsOldPosts() {
        bench.jdbc.update(
                "INSERT INTO notify_posts VALUES ('discord-live', 1, '5', true, now() - interval"
                        + " '91 days')");

        steps.editEnded(ended(7));

        assertThat(bench.jdbc.queryForList("SELECT broadcast_id FROM notify_posts", Long.class))
                .containsExactly(7L);
    }

    @Test
    void showsDiscordsAnswerToATestMessage() {
        bench.discord.then(200, "{\"id\":\"5\"}");

        assertThat(text(steps.test(call("{\"target\":\"live\"}"))))
                .isEqualTo("{\"sent\":true,\"status\":200,\"answer\":\"{\\\"id\\\":\\\"5\\\"}\"}");
        assertThat(bench.discord.requests())
                .singleElement()
                .satisfies(
                        request ->
                                assertThat(request.target())
                                        .startsWith("/api/webhooks/2/")
                                        .endsWith("?wait=true"));
    }

    @Test
    void tellsWhyATestMessageWasNotSent() {
        bench.discord.then(404, "{\"message\":\"Unknown Webhook\",\"code\":10015}").thenSilence();

        assertThat(text(steps.test(call(""))))
                .isEqualTo(
                        "{\"sent\":false,\"status\":404,\"answer\":\"HTTP 404: Unknown Webhook"
                                + " (10015)\"}");
        assertThat(text(steps.test(call(""))))
                .isEqualTo(
                        "{\"sent\":false,\"status\":0,\"answer\":\"Discord does not answer:"
                                + " TimeoutException\"}");
        node.repository().hold(node.room(), Duration.ofSeconds(30));
        assertThat(text(steps.test(call(""))))
                .startsWith("{\"sent\":false,\"status\":0,\"answer\":\"Discord wants us to wait");
    }

    @Test
    void enablesADisabledWebhookByASuccessfulTest() {
        bench.discord.then(404, "{\"code\":10015}");
        assertThatThrownBy(() -> steps.postRoom(NotifyBench.message("a")))
                .isInstanceOf(GiveUp.class);

        steps.test(call("{\"target\":\"room\"}"));
        steps.postRoom(NotifyBench.message("b"));
        steps.test(call("{\"target\":\"room\"}"));

        assertThat(bench.discord.requests()).hasSize(4);
        String who = "nobody 127.0.0.1 unknown unknown ";
        assertThat(AuditRows.of(bench.database))
                .containsExactly(
                        who + "webhook.tested webhook/room ",
                        who + "webhook.enabled webhook/room disabled",
                        who + "webhook.tested webhook/room ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "{\"target\":\"moon\"}", "{\"target\":null}", "\"room\""})
    void refusesATestOfAnotherTarget(String body) {
        assertThatThrownBy(() -> steps.test(call(body))).isInstanceOf(Invalid.class);
        assertThat(bench.discord.requests()).isEmpty();
        assertThat(AuditRows.of(bench.database)).isEmpty();
    }

    @Test
    void refusesATestWithoutWebhook() {
        Node onlyLive = bench.node("", bench.discord.webhook(2));

        assertThatThrownBy(() -> onlyLive.steps().test(call("{\"target\":\"room\"}")))
                .isInstanceOf(Conflict.class);
        assertThat(text(onlyLive.steps().test(call("{}")))).contains("\"sent\":true");
        onlyLive.client().destroy();
    }

    @Test
    void tellsInHealthHowTheWebhooksAre() {
        DiscordHealthIndicator health =
                new DiscordHealthIndicator(node.webhooks(), node.repository());
        assertThat(health.health().getDetails()).isEqualTo(Map.of("room", "ok", "live", "ok"));

        bench.discord.then(429, "{\"retry_after\":30}").then(403, "{\"message\":\"Forbidden\"}");
        assertThatThrownBy(() -> steps.postRoom(NotifyBench.message("a")))
                .isInstanceOf(RetryLater.class);
        assertThatThrownBy(() -> steps.postLive(live(7))).isInstanceOf(GiveUp.class);

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails().get("room")).asString().startsWith("held until 2");
        assertThat(health.health().getDetails().get("live"))
                .asString()
                .matches("disabled since 2.*: HTTP 403: Forbidden");
        Node without = bench.node("", "");
        assertThat(
                        new DiscordHealthIndicator(without.webhooks(), without.repository())
                                .health()
                                .getDetails())
                .isEqualTo(Map.of("room", "not configured", "live", "not configured"));
        without.client().destroy();
    }

    @Test
    void neverLogsTheSecretAndTellsOnceThatAWebhookIsDisabled(CapturedOutput output) {
        logLevel(LogLevel.TRACE);
        bench.discord
                .then(429, "{\"retry_after\":0.1,\"message\":\"" + RecordingDiscord.TOKEN + "\"}")
                .then(200, "{\"id\":\"1\"}")
                .then(404, "{\"message\":\"" + RecordingDiscord.TOKEN + "\",\"code\":10015}");
        assertThatThrownBy(() -> steps.postLive(live(7))).isInstanceOf(RetryLater.class);
        Awaitility.await()
                .ignoreExceptionsInstanceOf(RetryLater.class)
                .untilAsserted(() -> steps.postLive(live(7)));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> steps.editEnded(ended(7)))
                    .isInstanceOf(GiveUp.class)
                    .hasMessageNotContaining(RecordingDiscord.TOKEN);
        }

        assertThat(output)
                .contains("notify.held", "broadcast.announced")
                .containsOnlyOnce("notify.disabled webhook=live")
                .doesNotContain(RecordingDiscord.TOKEN, "/api/webhooks");
    }

    private static void logLevel(@Nullable LogLevel level) {
        LoggingSystem.get(NotifyStepsTest.class.getClassLoader())
                .setLogLevel("io.serai.notify", level);
    }

    private static StreamEvent live(long broadcast) {
        return event("stream.live", broadcast);
    }

    private static StreamEvent ended(long broadcast) {
        return event("stream.ended", broadcast);
    }

    private static StreamEvent event(String type, long broadcast) {
        return new StreamEvent(
                broadcast * 10,
                new StreamId(3),
                type,
                NotifyBench.NOW,
                Map.of(
                        "broadcast",
                        (int) broadcast,
                        "title",
                        "My *show*",
                        "surface",
                        "streamit",
                        "startedAt",
                        "2026-03-01T11:00:00Z",
                        "endedAt",
                        Instant.parse("2026-03-01T12:02:03Z").toString(),
                        "peakViewers",
                        12),
                1,
                false);
    }

    private static HttpCall call(String body) {
        return new HttpCall(
                "POST",
                "/api/admin/discord/test",
                Map.of(),
                Form.EMPTY,
                new Headers(Map.of()),
                new Caller("127.0.0.1", "127.0.0.1", true, false),
                body.getBytes(StandardCharsets.UTF_8),
                false,
                0);
    }

    private static String path(Request request) {
        return request.target().replaceFirst("^/api/webhooks/2/[^/?]+", "");
    }

    private static String text(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
