package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.serai.Serai;
import io.serai.broadcasts.Audience;
import io.serai.common.StreamId;
import io.serai.testing.TestPostgres;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Real clients in the chats of the whole application. */
class ChatSocketTest {
    private static final AtomicLong STREAMS = new AtomicLong(5000);

    private static ConfigurableApplicationContext context;
    private static int port;

    private final long stream = STREAMS.incrementAndGet();

    @BeforeAll
    static void start(@TempDir Path directory) {
        DataSource fresh = TestPostgres.freshDatabase();
        context =
                new SpringApplicationBuilder(Serai.class)
                        .run(
                                "--server.port=0",
                                "--serai.data-dir=" + directory,
                                "--serai.accounts.jwt-secret=" + "of a test ".repeat(4),
                                "--serai.restream.encryption-key=" + "5e".repeat(32),
                                "--serai.database.url=" + TestPostgres.url(fresh),
                                "--serai.web.admin-token=let-me-in",
                                "--serai.chat.hub.view-update-pause=200ms",
                                "--serai.chat.hub.allowed-origins=https://pages.example",
                                "--serai.chat.hub.most-per-address=150");
        port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    @AfterAll
    static void saysGoodbyeWhenItStops() {
        try (ChatClient client = ChatClient.open(port, "1?user_id=1")) {
            client.next("VIEW_UPDATE");
            context.close();
            assertThat(client.closeCode()).isEqualTo(1001);
        }
    }

    private ChatClient join(String user) {
        return join(user, "");
    }

    private ChatClient join(String user, String query) {
        ChatClient client = ChatClient.open(port, stream + "?user_id=" + user + query);
        return client;
    }

    private int viewers() {
        return context.getBean(Audience.class)
                .viewers(Set.of(new StreamId(stream)))
                .get(new StreamId(stream));
    }

    @Test
    void greetsWithTheNumberOfThoseInsideAndTellsTheOthers() {
        try (ChatClient first = join("1")) {
            JsonNode joined = first.next();
            assertThat(joined.get("type").asText()).isEqualTo("JOINED");
            assertThat(joined.get("stream_id").asLong()).isEqualTo(stream);
            assertThat(joined.get("count").asInt()).isEqualTo(1);
            assertThat(joined.get("timestamp").asText()).endsWith("Z");
            assertThat(first.next("VIEW_UPDATE").get("count").asInt()).isEqualTo(1);

            try (ChatClient second = join("2")) {
                assertThat(second.next().get("count").asInt()).isEqualTo(2);
                assertThat(first.next("VIEW_UPDATE").get("count").asInt()).isEqualTo(2);
                assertThat(viewers()).isEqualTo(2);
            }
            assertThat(first.next("VIEW_UPDATE").get("count").asInt()).isEqualTo(1);
        }
        Awaitility.await().until(() -> viewers() == 0);
    }

    @Test
    void givesAMessageToEverybodyWithTheNamesOfTheConnection() {
        try (ChatClient first = join("42", "&username=Ann");
                ChatClient second = join("viewer_17")) {
            first.send(
                    "{\"type\":\"CHAT\",\"content\":\"hello\",\"user_id\":7,\"username\":\"x\"}");
            JsonNode heard = second.next("CHAT_BROADCAST");
            assertThat(heard).isEqualTo(first.next("CHAT_BROADCAST"));
            assertThat(heard.get("user_id").isNumber()).isTrue();
            assertThat(heard.get("user_id").asInt()).isEqualTo(42);
            assertThat(heard.get("username").asText()).isEqualTo("Ann");
            assertThat(heard.get("content").asText()).isEqualTo("hello");
            assertThat(heard.get("id").asLong()).isPositive();

            second.say("hi");
            JsonNode answer = first.next("CHAT_BROADCAST");
            assertThat(answer.get("user_id").asText()).isEqualTo("viewer_17");
            assertThat(answer.get("username").asText()).isEqualTo("User_viewer_17");
        }
    }

    @Test
    void ignoresWhatItDoesNotUnderstand() {
        try (ChatClient client = join("1")) {
            client.send("no json")
                    .send("[1]")
                    .send("{\"type\":\"DANCE\"}")
                    .send("{\"type\":\"CHAT\"}")
                    .send("{\"type\":\"CHAT\",\"content\":7}")
                    .send("{\"type\":\"CHAT\",\"content\":\"\"}")
                    .send("{\"type\":\"CHAT\",\"content\":\"a\"} {}")
                    .say("heard");
            assertThat(client.next("CHAT_BROADCAST").get("content").asText()).isEqualTo("heard");
        }
    }

    @Test
    void tellsWhatIsTooLongAndGoesOn() {
        try (ChatClient client = join("1")) {
            client.say("\uD83D\uDE00".repeat(201));
            assertThat(client.next("ERROR").get("content").asText()).contains("200");
            client.say("\uD83D\uDE00".repeat(200));
            assertThat(client.next("CHAT_BROADCAST").get("content").asText()).hasSize(400);
        }
    }

    @Test
    void closesWhoWritesASixthMessageWithinASecond() {
        try (ChatClient client = join("1");
                ChatClient other = join("2")) {
            for (int i = 1; i <= 6; i++) {
                client.socket()
                        .sendText("{\"type\":\"CHAT\",\"content\":\"" + i + "\"}", true)
                        .join();
            }
            assertThat(client.next("ERROR").get("content").asText())
                    .isEqualTo("Rate limit exceeded. Connection closed.");
            assertThat(client.closeCode()).isEqualTo(1008);
            assertThat(other.until("5")).isNotEmpty();
            assertThat(other.next().get("type").asText()).isEqualTo("VIEW_UPDATE");
        }
    }

    @Test
    void closesWhatIsNoText() {
        try (ChatClient client = join("1")) {
            assertThat(client.binary().closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void closesWhatIsTooLarge() {
        try (ChatClient client = join("1")) {
            assertThat(client.say("x".repeat(4096)).closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void answersPingsAndAGoodbye() {
        try (ChatClient client = join("1")) {
            client.socket().sendPing(ByteBuffer.wrap(new byte[] {7})).join();
            client.say("after the ping").until("after the ping");
            client.socket().sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
            assertThat(client.closeCode()).isEqualTo(1000);
        }
        Awaitility.await().until(() -> viewers() == 0);
    }

    @Test
    void readsAMessageInParts() {
        try (ChatClient client = join("1")) {
            client.socket().sendText("{\"type\":\"CHAT\",", false).join();
            client.socket().sendText("\"content\":\"in parts\"}", true).join();
            assertThat(client.until("in parts")).isNotEmpty();
        }
    }

    @Test
    void showsWhatWasSaidBefore() {
        try (ChatClient writer = join("1")) {
            for (int i = 1; i <= 4; i++) {
                writer.say("message " + i);
            }
            writer.until("message 4");
            try (ChatClient reader = join("2", "&history=3")) {
                assertThat(reader.next().get("type").asText()).isEqualTo("JOINED");
                JsonNode history = reader.next();
                assertThat(history.get("type").asText()).isEqualTo("HISTORY");
                assertThat(history.get("messages").findValuesAsText("content"))
                        .containsExactly("message 2", "message 3", "message 4");
                assertThat(history.get("more").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void goesOnAfterTheLastMessageThatWasSeen() {
        try (ChatClient writer = join("1")) {
            long seen = writer.say("one").next("CHAT_BROADCAST").get("id").asLong();
            writer.say("two").say("three").until("three");
            try (ChatClient reader = join("2", "&since=" + seen)) {
                JsonNode history = reader.next("HISTORY");
                assertThat(history.get("messages").findValuesAsText("content"))
                        .containsExactly("two", "three");
                assertThat(history.get("more").asBoolean()).isFalse();
                writer.say("four");
                assertThat(reader.next("CHAT_BROADCAST").get("content").asText()).isEqualTo("four");
            }
        }
    }

    @Test
    void takesAMessageAway() {
        try (ChatClient client = join("1")) {
            long id = client.say("oops").next("CHAT_BROADCAST").get("id").asLong();
            context.getBean(Rooms.class).delete(new StreamId(stream), id);
            assertThat(client.next("MESSAGE_DELETED").get("id").asLong()).isEqualTo(id);
            try (ChatClient late = join("2", "&history=50")) {
                assertThat(late.next("HISTORY").get("messages")).isEmpty();
            }
        }
    }

    @Test
    void putsPeopleOut() {
        try (ChatClient client = join("13")) {
            context.getBean(Rooms.class)
                    .expel(new StreamId(stream), one -> one.userId().equals("13"), "Out.");
            assertThat(client.next("ERROR").get("content").asText()).isEqualTo("Out.");
            assertThat(client.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void keepsFiftyStreamsApart() {
        List<ChatClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                clients.add(ChatClient.open(port, (1_000_000 + i) + "?user_id=1"));
                clients.add(ChatClient.open(port, (1_000_000 + i) + "?user_id=2"));
            }
            IntStream.range(0, 50).forEach(i -> clients.get(2 * i).say("in " + i));
            for (int i = 0; i < 50; i++) {
                JsonNode heard = clients.get(2 * i + 1).next("CHAT_BROADCAST");
                assertThat(heard.get("content").asText()).isEqualTo("in " + i);
                assertThat(heard.get("stream_id").asLong()).isEqualTo(1_000_000L + i);
            }
        } finally {
            clients.forEach(ChatClient::close);
        }
        Awaitility.await().until(() -> context.getBean(Hub.class).metrics().connections() == 0);
    }

    @Test
    void refusesMoreThanSoManyFromOneAddress() {
        List<ChatClient> clients = new ArrayList<>();
        try {
            Awaitility.await().until(() -> context.getBean(Hub.class).metrics().connections() == 0);
            for (int i = 0; i < 150; i++) {
                clients.add(join("1"));
            }
            assertThatThrownBy(() -> join("1"))
                    .satisfies(e -> assertThat(status(e)).isEqualTo(429));
        } finally {
            clients.forEach(ChatClient::close);
        }
    }

    /** Frames for one who never reads pile up to a limit; the others get all of theirs. */
    @Test
    void dropsWhoDoesNotReadAndDelaysNobody() throws Exception {
        StreamId room = new StreamId(stream);
        try (ChatClient reader = join("1");
                Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress("127.0.0.1", port));
            deaf.getOutputStream()
                    .write(
                            ("GET /ws/live/%d?user_id=2 HTTP/1.1\r\n"
                                            + "Host: a\r\n"
                                            + "Upgrade: websocket\r\n"
                                            + "Connection: Upgrade\r\n"
                                            + "Sec-WebSocket-Version: 13\r\n"
                                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                    .formatted(stream)
                                    .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> viewers() == 2);

            int sent = 0;
            while (viewers() == 2 && sent < 4000) {
                for (int i = 0; i < 20; i++) {
                    context.getBean(Rooms.class)
                            .announce(
                                    room, "FILLER", Map.of("n", ++sent, "text", "x".repeat(8000)));
                }
                for (int i = sent - 19; i <= sent; i++) {
                    assertThat(reader.next("FILLER").get("n").asInt()).isEqualTo(i);
                }
            }
            assertThat(viewers()).isEqualTo(1);
            assertThat(
                            context.getBean(MeterRegistry.class)
                                    .get("serai.chat.dropped")
                                    .counter()
                                    .count())
                    .isEqualTo(1);
        }
    }

    private static int status(Throwable thrown) {
        Throwable cause = thrown;
        while (cause != null && !(cause instanceof WebSocketHandshakeException)) {
            cause = cause.getCause();
        }
        assertThat(cause).isNotNull();
        return ((WebSocketHandshakeException) cause).getResponse().statusCode();
    }

    @Test
    void letsOnlyListedPagesIn() {
        ChatClient.open(port, stream + "?user_id=1", "Origin", "https://pages.example").close();
        assertThatThrownBy(
                        () ->
                                ChatClient.open(
                                        port, stream + "?user_id=1", "Origin", "https://x.example"))
                .satisfies(e -> assertThat(status(e)).isEqualTo(403));
    }

    @ParameterizedTest
    @CsvSource({
        "abc?user_id=1, 400, invalid_stream_id",
        "0?user_id=1, 400, invalid_stream_id",
        "-1?user_id=1, 400, invalid_stream_id",
        "1, 400, missing_user_id",
        "1?user_id=, 400, missing_user_id",
        "1?user_id=%00, 400, invalid_user_id",
        "1?user_id=1&history=many, 400, invalid_params",
        "1?user_id=1&since=-1, 400, invalid_params",
        "1?user_id=1, 426, upgrade_required"
    })
    void refusesBeforeTheUpgrade(String path, int status, String code) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"error\":\"" + code + "\"", "\"message\":\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void takesIdsOfUpToSixtyFourCharacters(int length) {
        try (ChatClient client = join("x".repeat(length))) {
            assertThat(client.next().get("type").asText()).isEqualTo("JOINED");
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + port + "/ws/live/" + path);
            return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        }
    }
}
