package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.StreamId;
import io.serai.web.EdgeApplication.FakeRooms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class RoomEventsTest {
    private static final String PATH = "/api/srs-proxy/streams/sse";

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
                        "serai.web.sse.most-clients=2",
                        "serai.web.sse.refresh=60s",
                        "serai.web.sse.heartbeat=300ms");
        rooms = context.getBean(FakeRooms.class);
        listeners = context.getBean(RoomListeners.class);
        http = new RawHttp(EdgeApplication.port(context));
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void asksForTheRoom() {
        assertThat(http.get(PATH, ""))
                .startsWith("HTTP/1.1 400")
                .contains("Content-Type: text/plain")
                .endsWith("\r\n\r\nRoom name is required");
    }

    @Test
    void greetsThenTellsTheStateAndEveryChangeOnce() throws IOException {
        rooms.streams.put("room-1", List.of());
        try (Listener listener = new Listener("room-1")) {
            assertThat(listener.headers())
                    .contains("Content-Type: text/event-stream", "Cache-Control: no-cache")
                    .contains("Access-Control-Allow-Origin: *")
                    .contains("Access-Control-Allow-Credentials: false");
            assertThat(listener.next())
                    .startsWith("{\"type\":\"connected\",\"clientId\":\"room-1-")
                    .endsWith("\"roomName\":\"room-1\"}");
            assertThat(listener.nextUpdate())
                    .isEqualTo(
                            "{\"type\":\"streams_update\",\"roomName\":\"room-1\",\"streams\":[]}");

            listeners.changed(Set.of(new StreamId(1)));
            assertThat(listener.next()).isEqualTo("{\"type\":\"heartbeat\"}");

            rooms.streams.put("room-1", List.of(stream().put("clients", 2)));
            listeners.changed(Set.of(new StreamId(1)));
            assertThat(listener.nextUpdate()).contains("\"clients\":2");
        }
    }

    @Test
    void tellsANewListenerWhatTheOthersKnow() throws IOException {
        rooms.streams.put("room-1", List.of(stream()));
        try (Listener first = new Listener("room-1")) {
            assertThat(first.nextUpdate()).contains("\"name\":\"room-1\"");
            try (Listener second = new Listener("room-1")) {
                assertThat(second.next()).contains("connected");
                assertThat(second.next()).contains("\"name\":\"room-1\"");
            }
        }
    }

    @Test
    void refusesMoreListenersThanAllowed() throws IOException {
        try (Listener first = new Listener("a");
                Listener second = new Listener("b")) {
            first.next();
            second.next();
            assertThat(http.get(PATH + "?room=c", "")).startsWith("HTTP/1.1 503");
        }
    }

    @Test
    void forgetsAListenerThatHasGone() throws IOException {
        try (Listener listener = new Listener("a")) {
            listener.next();
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> listeners.listening() == 0);
    }

    @Test
    void looksAtTheMediaServersOnceForAllRoomsAndOnlyWhileSomebodyListens() throws IOException {
        assertThat(rooms.looks).hasValue(0);
        try (Listener first = new Listener("a");
                Listener second = new Listener("b")) {
            first.nextUpdate();
            second.nextUpdate();
            Awaitility.await().untilAsserted(() -> assertThat(rooms.looks).hasValue(1));
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> listeners.listening() == 0);

        // It does not wait for the next turn, which comes in a minute.
        try (Listener third = new Listener("a")) {
            third.nextUpdate();
            Awaitility.await().untilAsserted(() -> assertThat(rooms.looks).hasValue(2));
        }
    }

    @Test
    void isNotHeldUpByASilentMediaServer() throws IOException {
        rooms.silence = new CountDownLatch(1);
        try (Listener listener = new Listener("room-1")) {
            listener.nextUpdate();
            rooms.streams.put("room-1", List.of(stream()));
            listeners.changed(Set.of(new StreamId(1)));

            assertThat(listener.nextUpdate()).contains("\"name\":\"room-1\"");
        }
        rooms.silence.countDown();
    }

    @Test
    void endsEveryListenerAtOnceWhenSeraiStops() throws IOException {
        try (Listener listener = new Listener("a")) {
            listener.next();
            long begin = System.nanoTime();
            context.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    private static ObjectNode stream() {
        return JsonNodeFactory.instance.objectNode().put("name", "room-1");
    }

    /** A browser that listens. */
    private final class Listener implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader reader;
        private final StringBuilder headers = new StringBuilder();

        Listener(String room) throws IOException {
            socket = http.connect("GET " + PATH + "?room=" + room + " HTTP/1.1\r\nHost: a\r\n\r\n");
            reader =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                headers.append(line).append('\n');
            }
        }

        String headers() {
            return headers.toString();
        }

        /** The next event's data; sizes of chunks are left out. */
        String next() throws IOException {
            while (true) {
                String line = reader.readLine();
                if (line.startsWith("data: ")) {
                    return line.substring("data: ".length());
                }
            }
        }

        String nextUpdate() throws IOException {
            while (true) {
                String event = next();
                if (event.contains("streams_update")) {
                    return event;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
