package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.serai.common.ControlException.Unavailable;
import io.serai.live.MediaServerHttp.HungUp;
import io.serai.live.MediaServerHttp.OtherStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MediaServerHttpTest {
    private final MediaServerHttp http = new MediaServerHttp();
    private final AtomicInteger size = new AtomicInteger(MediaServerHttp.MOST_BYTES);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        // Chunked: the client is not told how much comes.
                        exchange.sendResponseHeaders(200, 0);
                        exchange.getResponseBody().write(new byte[size.get()]);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop(0);
    }

    @Test
    void readsNoMoreThanItsLimit() {
        assertThat(http.question().get(address())).hasSize(MediaServerHttp.MOST_BYTES);

        size.incrementAndGet();
        assertThatThrownBy(() -> http.question().get(address()))
                .isInstanceOf(Unavailable.class)
                .hasMessage("answer larger than 32768 KiB");
    }

    @Test
    void tellsAStatusAndAHangUpFromEverythingElse() {
        server.createContext(
                "/status",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(503, -1);
                    }
                });
        server.createContext("/hang-up", HttpExchange::close);
        MediaServerHttp.Question question = http.question();

        assertThatThrownBy(() -> question.get(address().resolve("/status")))
                .isInstanceOf(Unavailable.class)
                .hasMessage("HTTP status 503")
                .cause()
                .isInstanceOfSatisfying(
                        OtherStatus.class, cause -> assertThat(cause.status()).isEqualTo(503));
        assertThat(question.post(address().resolve("/status"), new byte[0], 10).status())
                .isEqualTo(503);
        assertThatThrownBy(() -> question.post(address().resolve("/hang-up"), new byte[5], 10))
                .isInstanceOf(Unavailable.class)
                .hasCauseInstanceOf(HungUp.class);
        assertThatThrownBy(() -> question.post(address(), new byte[5], 10))
                .hasMessage("answer larger than 0 KiB")
                .cause()
                .isNotInstanceOf(HungUp.class);
        server.stop(0);
        assertThatThrownBy(() -> question.post(address(), new byte[5], 10))
                .hasMessage("no connection")
                .cause()
                .isNotInstanceOf(HungUp.class);
    }

    @Test
    void saysThatAHostIsUnknown() {
        assertThatThrownBy(() -> http.question().get(URI.create("http://host.invalid/")))
                .isInstanceOf(Unavailable.class)
                .hasMessage("the name of its host is unknown");
    }

    @Test
    void asksNothingMoreOnceItIsClosed() {
        http.close();

        assertThatThrownBy(() -> http.question().get(address())).isInstanceOf(Unavailable.class);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }
}
