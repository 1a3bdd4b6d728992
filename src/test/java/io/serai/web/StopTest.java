package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class StopTest {
    private final Executor threads = task -> Thread.ofVirtual().start(task);

    private ConfigurableApplicationContext context;
    private RawHttp http;

    @BeforeEach
    void start(@TempDir Path directory) {
        EdgeApplication.writeRoutes(directory.resolve("routes"));
        context = EdgeApplication.start(directory.resolve("routes"));
        http = new RawHttp(EdgeApplication.port(context));
    }

    @Test
    void finishesARequestThatIsUnderWayAndRefusesNewOnes() throws Exception {
        CompletableFuture<String> answer = request("/api/probe/wait?ms=1500");

        CompletableFuture<Duration> stopped = CompletableFuture.supplyAsync(this::stop, threads);

        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .untilAsserted(
                        () ->
                                assertThatThrownBy(() -> http.get("/health", ""))
                                        .isInstanceOf(UncheckedIOException.class));
        assertThat(answer.get(5, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200").endsWith("waited");
        assertThat(stopped.get(5, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void stopsInTimeWhileARequestHangs() throws IOException {
        try (Socket open =
                http.connect("GET /api/probe/wait?ms=60000 HTTP/1.1\r\nHost: a\r\n\r\n")) {
            awaitInflight(1);

            assertThat(stop()).isLessThan(Duration.ofSeconds(6));
            assertThat(open.isConnected()).isTrue();
        }
    }

    @Test
    void stopsInTimeWhileAnExchangeHangs() throws Exception {
        CamelContext camel = context.getBean(CamelContext.class);
        CompletableFuture<Object> hanging =
                camel.createProducerTemplate()
                        .asyncSend(
                                "direct:probe-wait",
                                exchange ->
                                        exchange.setVariable("call", Calls.withQuery("ms=60000")))
                        .thenApply(exchange -> exchange);
        awaitInflight(1);

        assertThat(stop()).isLessThan(Duration.ofSeconds(5));
        hanging.cancel(true);
    }

    private CompletableFuture<String> request(String path) {
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(() -> http.get(path, ""), threads);
        awaitInflight(1);
        return answer;
    }

    private void awaitInflight(int exchanges) {
        CamelContext camel = context.getBean(CamelContext.class);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> camel.getInflightRepository().size() >= exchanges);
    }

    private Duration stop() {
        long begin = System.nanoTime();
        context.close();
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
