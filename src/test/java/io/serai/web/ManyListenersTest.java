package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.StreamId;
import io.serai.web.EdgeApplication.FakeRooms;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Browsers by the thousand, and some that do not read. */
class ManyListenersTest {
    private static final String REQUEST =
            "GET /api/srs-proxy/streams/sse?room=%s HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What Serai promises for its whole stop. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(8);

    private final List<Socket> sockets = new ArrayList<>();
    private ConfigurableApplicationContext context;
    private FakeRooms rooms;
    private RoomListeners listeners;
    private RawHttp http;

    @BeforeEach
    void start(@TempDir Path directory) {
        EdgeApplication.writeRoutes(directory.resolve("routes"));
        context =
                EdgeApplication.start(
                        directory.resolve("routes"),
                        "serai.web.sse.most-clients=1000",
                        "serai.web.sse.refresh=60s");
        rooms = context.getBean(FakeRooms.class);
        listeners = context.getBean(RoomListeners.class);
        http = new RawHttp(EdgeApplication.port(context));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        context.close();
    }

    @Test
    void tellsAThousandBrowsersAndTheirEndIsNoDelay() throws IOException {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            readers.add(new Reader(listen("room-" + i % 10)));
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(readers).allMatch(reader -> reader.updates.get() == 1));
        assertThat(listeners.listening()).isEqualTo(1000);
        assertThat(http.get("/api/srs-proxy/streams/sse?room=room-1", ""))
                .startsWith("HTTP/1.1 503");

        for (int room = 0; room < 10; room++) {
            rooms.streams.put("room-" + room, List.of(stream("x")));
        }
        change();

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(readers).allMatch(reader -> reader.updates.get() == 2));
        assertThat(stopping()).isLessThan(LONGEST_STOP);
        assertThat(listeners.listening()).isZero();
    }

    @Test
    void dropsABrowserThatNeverReadsAndNobodyElse() throws IOException {
        Reader reader = new Reader(listen("room"));
        Socket silent = listen("room");
        Awaitility.await().atMost(PATIENCE).until(() -> listeners.listening() == 2);

        // The kernel holds some MB for it before a write waits, and then its queue fills.
        for (int n = 0; listeners.listening() == 2 && n < 500; n++) {
            tell(reader, n);
        }

        assertThat(listeners.listening()).isEqualTo(1);
        assertThat(aborted(silent)).isTrue();
        tell(reader, 1000);
        assertThat(listeners.listening()).isEqualTo(1);
    }

    @Test
    void aBrowserThatDoesNotReadDelaysNoStop() throws IOException {
        Reader reader = new Reader(listen("room"));
        Socket silent = listen("room");
        Awaitility.await().atMost(PATIENCE).until(() -> listeners.listening() == 2);
        // More than the kernel holds, less than fills the queue: a write waits.
        for (int n = 0; n < 24; n++) {
            tell(reader, n);
        }
        assertThat(listeners.listening()).isEqualTo(2);

        assertThat(stopping()).isLessThan(LONGEST_STOP);
        assertThat(listeners.listening()).isZero();
        assertThat(aborted(silent)).isTrue();
    }

    /** An update of a megabyte; waits until who reads has read it. */
    private void tell(Reader reader, int number) {
        int before = reader.updates.get();
        rooms.streams.put("room", List.of(stream(number + "x".repeat(1024 * 1024))));
        change();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> reader.updates.get() > before);
    }

    private Duration stopping() {
        long begin = System.nanoTime();
        context.close();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private Socket listen(String room) throws IOException {
        Socket socket = http.connect(REQUEST.formatted(room));
        sockets.add(socket);
        return socket;
    }

    /** Whether the connection was ended by the other side with its data unsent. */
    private static boolean aborted(Socket socket) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        try (InputStream in = socket.getInputStream()) {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (SocketTimeoutException | EOFException ended) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void change() {
        listeners.changed(Set.of(new StreamId(1)));
    }

    private static ObjectNode stream(String name) {
        return JsonNodeFactory.instance.objectNode().put("name", name);
    }

    /** A browser that reads, and counts the updates. */
    private static final class Reader {
        private final AtomicInteger updates = new AtomicInteger();

        Reader(Socket socket) {
            Thread.ofVirtual().name("browser").start(() -> read(socket));
        }

        private void read(Socket socket) {
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines()
                        .filter(line -> line.contains("streams_update"))
                        .forEach(line -> updates.incrementAndGet());
            } catch (IOException | UncheckedIOException e) {
                // The test is over.
                updates.set(-1);
            }
        }
    }
}
