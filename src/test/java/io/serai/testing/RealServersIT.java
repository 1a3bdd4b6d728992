package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.serai.testing.RealNginx.Hook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real nginx-rtmp and ffmpeg do what the tests built on them rely on. */
class RealServersIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer hooks;

    @BeforeEach
    void listen() throws IOException {
        hooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hooks.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    calls.add(exchange.getRequestURI() + " " + body);
                    exchange.sendResponseHeaders(body.contains("name=refused") ? 403 : 200, -1);
                    exchange.close();
                });
        hooks.start();
    }

    @AfterEach
    void close() {
        hooks.stop(0);
    }

    @Test
    void callsTheHooksOfAPublisherAndOfAPlayer() {
        try (RealNginx nginx = nginx().start();
                RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl("123?token=a"))) {
            awaitCall("/activate?server=x app=live", "&name=123&", "&token=a");
            awaitCall("/status ", "call=update_publish");

            RealFfmpeg player = RealFfmpeg.play(nginx.rtmpUrl("123"));
            awaitCall("/play ", "&name=123");
            player.kill();
            awaitCall("/play-done ", "&name=123");

            assertThat(nginx.dropPublisher("123")).isEqualTo(1);
            awaitCall("/deactivate ", "call=publish_done");
            awaitCall("/record-done ", "call=record_done");
            publisher.awaitExit(SOON);
            assertThat(publisher.running()).isFalse();
        }
    }

    @Test
    void refusedPublisherEndsWithAnError() {
        try (RealNginx nginx = nginx().start();
                RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl("refused"))) {
            assertThat(publisher.awaitExit(SOON)).isEqualTo(1);
            assertThat(publisher.stderrTail()).contains("Input/output error");
        }
    }

    @Test
    void startsAgainOnTheSamePortsAfterKillReloadAndRestart() {
        try (RealNginx nginx = nginx().start()) {
            nginx.reload();
            nginx.kill();
            nginx.start();
            nginx.restart();
            try (RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl("7"))) {
                awaitCall("/activate?server=x ", "&name=7");
                publisher.freeze();
                publisher.resume();
                publisher.stop();
                assertThat(publisher.exitCode()).hasValue(255);
                awaitCall("/deactivate ", "&name=7");
            }
        }
    }

    private RealNginx.Setup nginx() {
        return RealNginx.withApplication("live")
                .hook(Hook.ON_PUBLISH, hook("/activate?server=x"))
                .hook(Hook.ON_PUBLISH_DONE, hook("/deactivate"))
                .hook(Hook.ON_UPDATE, hook("/status"))
                .updateEvery(Duration.ofSeconds(1))
                .hook(Hook.ON_PLAY, hook("/play"))
                .hook(Hook.ON_PLAY_DONE, hook("/play-done"))
                .hook(Hook.ON_RECORD_DONE, hook("/record-done"));
    }

    private URI hook(String path) {
        return URI.create("http://127.0.0.1:" + hooks.getAddress().getPort() + path);
    }

    private void awaitCall(String start, String... parts) {
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(calls)
                                        .anySatisfy(
                                                call ->
                                                        assertThat(call)
                                                                .startsWith(start)
                                                                .contains(parts)));
    }
}
