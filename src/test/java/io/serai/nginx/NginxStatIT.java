package io.serai.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.serai.common.http.Form;
import io.serai.live.MediaServers;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.NginxPath;
import io.serai.live.OnAirReport;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.OnAirReport.Unknown;
import io.serai.live.OnAirSource;
import io.serai.testing.RealFfmpeg;
import io.serai.testing.RealNginx;
import io.serai.testing.RealNginx.Hook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statistics page of a real nginx-rtmp, with real publishers and players. */
class NginxStatIT {
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(20);

    /** By stream name, the client id that on_publish told. */
    private final Map<String, String> clients = new ConcurrentHashMap<>();

    private HttpServer hooks;
    private RealNginx nginx;
    private NginxSources sources;
    private OnAirSource source;

    @BeforeEach
    void start() throws IOException {
        hooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hooks.createContext(
                "/",
                exchange -> {
                    Form form = Form.parse(exchange.getRequestBody().readAllBytes());
                    clients.put(form.get("name").orElseThrow(), form.get("clientid").orElseThrow());
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        hooks.start();
        nginx =
                RealNginx.withApplication("live")
                        .hook(
                                Hook.ON_PUBLISH,
                                URI.create(
                                        "http://127.0.0.1:" + hooks.getAddress().getPort() + "/"))
                        .start();
        MediaServer server =
                new MediaServer(
                        "nginx-a",
                        Kind.NGINX_RTMP,
                        Optional.of(nginx.stat()),
                        Duration.ofSeconds(30));
        sources =
                new NginxSources(
                        new MediaServers(List.of(server)), Clock.fixed(NOW, ZoneOffset.UTC));
        source = sources.all().getFirst();
    }

    @AfterEach
    void stop() {
        nginx.close();
        hooks.stop(0);
        sources.close();
    }

    @Test
    void listsAPublisherFromItsStartToItsEnd() {
        assertThat(source.report()).isEqualTo(new Listing(NOW, "nginx:nginx-a", "", List.of()));

        try (RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl("123?token=abc"));
                RealFfmpeg player = RealFfmpeg.play(nginx.rtmpUrl("nobody"))) {
            await().atMost(SOON).until(() -> !publishers().isEmpty());
            assertThat(publishers())
                    .containsExactly(new Publisher("/live/123", clients.get("123"), true));
            assertThat(player.running()).isTrue();

            publisher.kill();
            await().atMost(SOON).until(() -> publishers().isEmpty());
        }
    }

    @Test
    void aNameOfAnyCharactersHasThePathOfItsHook() {
        String name = "a<b>&\"'ü";
        try (RealFfmpeg player = RealFfmpeg.play(nginx.rtmpUrl("x\u0001\u0002"));
                RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl(name))) {
            await().atMost(SOON).until(() -> !publishers().isEmpty());

            assertThat(clients).containsOnlyKeys(name);
            assertThat(publishers())
                    .containsExactly(
                            new Publisher(NginxPath.of("live", name), clients.get(name), true));
            assertThat(player.running()).isTrue();
            assertThat(publisher.running()).isTrue();
        }
    }

    @Test
    void knowsNothingWhileNginxIsAway() {
        nginx.kill();
        assertThat(source.report()).isEqualTo(new Unknown("no connection"));

        nginx.start();
        assertThat(publishers()).isEmpty();
    }

    private List<Publisher> publishers() {
        OnAirReport report = source.report();
        assertThat(report).isInstanceOf(Listing.class);
        return ((Listing) report).publishers();
    }
}
