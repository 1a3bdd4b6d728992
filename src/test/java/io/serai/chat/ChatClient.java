package io.serai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.serai.testing.SeraiProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A browser's side of a chat: the JDK's WebSocket. */
final class ChatClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;

    private ChatClient() {}

    static ChatClient open(int port, String pathAndQuery, String... headers) {
        ChatClient client = new ChatClient();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        client.socket =
                builder.buildAsync(
                                URI.create("ws://127.0.0.1:" + port + "/ws/live/" + pathAndQuery),
                                client)
                        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .join();
        // The upgrade is answered before the room is entered.
        Awaitility.await().until(() -> !client.frames.isEmpty() || client.closed.isDone());
        return client;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            frames.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    ChatClient say(String content) {
        return send(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "CHAT")
                        .put("content", content)
                        .toString());
    }

    ChatClient send(String frame) {
        socket.sendText(frame, true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return this;
    }

    WebSocket socket() {
        return socket;
    }

    ChatClient binary() {
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();
        return this;
    }

    /** The next frame, whatever it is. */
    JsonNode next() {
        return poll(Duration.ofSeconds(PATIENCE_SECONDS));
    }

    private JsonNode poll(Duration most) {
        try {
            String frame = frames.poll(most.toMillis(), TimeUnit.MILLISECONDS);
            if (frame == null) {
                throw new AssertionError("Nothing came within " + most);
            }
            return SeraiProcess.json(frame);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next frame of this type; those of other types are passed over. */
    JsonNode next(String type) {
        JsonNode frame = next();
        while (!frame.path("type").asText().equals(type)) {
            frame = next();
        }
        return frame;
    }

    /** All frames up to a message with this content, that one included. */
    List<JsonNode> until(String content) {
        List<JsonNode> seen = new ArrayList<>();
        do {
            seen.add(next());
        } while (!seen.getLast().path("content").asText().equals(content));
        return seen;
    }

    int closeCode() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
