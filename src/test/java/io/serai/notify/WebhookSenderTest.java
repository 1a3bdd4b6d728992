package io.serai.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.serai.common.ControlException.Unavailable;
import io.serai.events.GiveUp;
import io.serai.events.RetryLater;
import io.serai.notify.NotifyBench.Node;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {
    private final NotifyBench bench = new NotifyBench();
    private final Node node = bench.node;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void postsJsonThatMentionsNobody() {
        node.sender().post(node.room(), NotifyBench.message("Hello @everyone"), false);

        assertThat(bench.discord.requests())
                .singleElement()
                .satisfies(
                        request -> {
                            assertThat(request.method()).isEqualTo("POST");
                            assertThat(request.target()).matches("/api/webhooks/1/[^?]+");
                            assertThat(request.contentType()).isEqualTo("application/json");
                            assertThat(request.body())
                                    .contains("Hello @everyone")
                                    .endsWith("\"allowed_mentions\":{\"parse\":[]}}");
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2     | {}                                        | 2000
                    0.75  | {"message":"slow","retry_after":1.2504}   | 1251
                          | {"retry_after":3,"global":false}          | 3000
                          | not JSON at all                           | 5000
                    86400 | {"retry_after":86400}                     | 60000
                    -1    | {"retry_after":"soon"}                    | 5000
                    """)
    void waitsAsLongAsA429Says(String header, String body, long millis) {
        bench.discord.then(429, header == null ? Map.of() : Map.of("Retry-After", header), body);

        assertThatThrownBy(this::post)
                .asInstanceOf(type(RetryLater.class))
                .extracting(RetryLater::waitingTime)
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void holdsTheWebhookForEveryNodeAfterA429() {
        Node other = bench.node(bench.discord.webhook(1), "");
        bench.discord.then(429, "{\"retry_after\":30.5}");
        assertThatThrownBy(this::post).isInstanceOf(RetryLater.class);

        ThrowingCallable elsewhere =
                () -> other.sender().post(other.room(), NotifyBench.message("b"), false);

        assertThatThrownBy(elsewhere)
                .asInstanceOf(type(RetryLater.class))
                .extracting(RetryLater::waitingTime)
                .satisfies(
                        wait ->
                                assertThat(wait)
                                        .isBetween(
                                                Duration.ofSeconds(20), Duration.ofMillis(30_500)));
        assertThat(bench.discord.requests()).hasSize(1);
        node.sender().post(node.live(), NotifyBench.message("another webhook"), false);
        other.client().destroy();
    }

    @Test
    void holdsEveryWebhookAfterAGlobal429() {
        bench.discord.then(429, "{\"retry_after\":30,\"global\":true}");
        assertThatThrownBy(this::post).isInstanceOf(RetryLater.class);

        assertThatThrownBy(() -> node.sender().post(node.live(), NotifyBench.message("b"), false))
                .isInstanceOf(RetryLater.class);
        assertThat(bench.discord.requests()).hasSize(1);
    }

    @Test
    void sendsAgainWhenTheHoldIsOver() {
        bench.discord.then(429, "{\"retry_after\":0.2}");
        assertThatThrownBy(this::post).isInstanceOf(RetryLater.class);

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .ignoreExceptionsInstanceOf(RetryLater.class)
                .untilAsserted(this::post);
        assertThat(bench.discord.requests()).hasSize(2);
    }

    @Test
    void doesNotShortenAHold() {
        node.repository().hold(node.room(), Duration.ofSeconds(30));
        node.repository().hold(node.room(), Duration.ofMillis(1));

        assertThatThrownBy(this::post)
                .asInstanceOf(type(RetryLater.class))
                .extracting(RetryLater::waitingTime)
                .satisfies(wait -> assertThat(wait).isGreaterThan(Duration.ofSeconds(20)));
    }

    @Test
    void waitsBeforeDiscordHasToSayIt() {
        bench.discord.then(
                204, Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "30.25"), "");
        post();

        assertThatThrownBy(this::post).isInstanceOf(RetryLater.class);
        assertThat(bench.discord.requests()).hasSize(1);
    }

    @Test
    void sendsOneMessageAtATime() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            bench.discord.then(
                    exchange -> {
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        Thread.yield();
                        underWay.decrementAndGet();
                        exchange.sendResponseHeaders(204, -1);
                        exchange.close();
                    });
        }
        CompletableFuture<?>[] all =
                IntStream.range(0, 8)
                        .mapToObj(
                                i ->
                                        CompletableFuture.runAsync(
                                                this::post, Thread::startVirtualThread))
                        .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();

        assertThat(most).hasValue(1);
        assertThat(bench.discord.requests()).hasSize(8);
    }

    @Test
    void asksNobodyForAMomentAfterNobodyAnswered() {
        bench.discord.thenClose();
        assertThatThrownBy(this::post).isInstanceOf(Unavailable.class);

        assertThatThrownBy(this::post)
                .asInstanceOf(type(RetryLater.class))
                .extracting(RetryLater::waitingTime)
                .satisfies(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(1)));
        assertThat(bench.discord.requests()).hasSize(1);
        node.sender().post(node.live(), NotifyBench.message("another webhook"), false);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .ignoreExceptionsInstanceOf(RetryLater.class)
                .untilAsserted(this::post);
        post();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 408})
    void leavesTroubleToTheBackOffOfTheDelivery(int status) {
        bench.discord.then(status, "<html>bad gateway</html>");

        assertThatThrownBy(this::post)
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("HTTP " + status);
        post();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    401 | {"message":"401: Unauthorized","code":0}
                    403 | {"message":"Missing Access","code":50001}
                    404 | {"message":"Unknown Webhook","code":10015}
                    404 | nothing here
                    """)
    void stopsUsingAWebhookThatIsGone(int status, String body) {
        bench.discord.then(status, body);

        assertThatThrownBy(this::post)
                .isInstanceOf(GiveUp.class)
                .hasMessageContaining("HTTP " + status);
        assertThatThrownBy(this::post).isInstanceOf(GiveUp.class);
        assertThat(bench.discord.requests()).hasSize(1);
        assertThat(node.repository().state(node.room()).disabled()).isPresent();
    }

    @Test
    void startsCleanWithAnotherUrl() {
        bench.discord.then(404, "{\"code\":10015}");
        assertThatThrownBy(this::post).isInstanceOf(GiveUp.class);

        Node restarted = bench.node(bench.discord.webhook(3), "");
        restarted.sender().post(restarted.room(), NotifyBench.message("b"), false);

        assertThat(bench.discord.requests()).hasSize(2);
        restarted.client().destroy();
    }

    @Test
    void givesUpAMessageThatDiscordRefuses() {
        bench.discord.then(
                400,
                "{\"message\":\"Invalid Form Body\",\"code\":50035,\"errors\":{\"embeds\":"
                        + "{\"0\":{\"_errors\":[{\"code\":\"BASE_TYPE_MAX_LENGTH\"}]}}}}");

        assertThatThrownBy(this::post)
                .isInstanceOf(GiveUp.class)
                .hasMessageContaining("HTTP 400: Invalid Form Body (50035)")
                .hasMessageContaining("BASE_TYPE_MAX_LENGTH");
        post();
    }

    @Test
    void tellsADeletedMessageFromADeletedWebhook() {
        bench.discord.then(404, "{\"message\":\"Unknown Message\",\"code\":10008}");

        assertThat(node.sender().edit(node.live(), "5", NotifyBench.message("over"))).isFalse();
        assertThat(node.repository().state(node.live()).disabled()).isEmpty();

        bench.discord.then(404, "{\"message\":\"Unknown Webhook\",\"code\":10015}");
        assertThatThrownBy(() -> node.sender().edit(node.live(), "5", NotifyBench.message("over")))
                .isInstanceOf(GiveUp.class);
    }

    @Test
    void followsNoRedirect() {
        bench.discord.then(302, Map.of("Location", bench.discord.webhook(9)), "");

        assertThatThrownBy(this::post).isInstanceOf(GiveUp.class).hasMessageContaining("302");
        assertThat(bench.discord.requests()).hasSize(1);
    }

    private void post() {
        node.sender().post(node.room(), NotifyBench.message("a"), false);
    }
}
