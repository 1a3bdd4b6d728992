package io.serai.web;

import io.serai.chat.LiveChat;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.swagger.v3.oas.models.Paths;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /ws/live/{id}}: the way into a stream's chat. It is no route, because the connection
 * goes on as a WebSocket.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-4.2">RFC 6455, 4.2</a>
 */
@Controller
final class ChatController implements DescribedPaths {
    private static final String PATH = "/ws/live/{id}";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private final ObjectProvider<LiveChat> chat;
    private final RequestReader reader;
    private final OpenConnections connections;

    /** Without chats, as in some tests, nobody may enter one. */
    ChatController(
            ObjectProvider<LiveChat> chat, RequestReader reader, OpenConnections connections) {
        this.chat = chat;
        this.reader = reader;
        this.connections = connections;
    }

    @GetMapping(PATH)
    void enter(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        HttpCall call = reader.head(request);
        LiveChat.Guest guest;
        try {
            guest = chat.getObject().admit(call);
        } catch (RuntimeException e) {
            AnswerWriter.write(Failures.answer(HttpSurface.LIVE_SERVICE, e), response);
            return;
        }
        Optional<DetachableEndpoint> endpoint = connections.detachable();
        if (endpoint.isEmpty() || request.isSecure()) {
            AnswerWriter.write(Failures.unavailable(HttpSurface.LIVE_SERVICE), response);
            return;
        }
        Optional<String> key = key(call);
        if (key.isEmpty()) {
            AnswerWriter.write(upgradeRequired(), response);
            return;
        }
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Connection", "upgrade");
        response.setHeader("Sec-WebSocket-Accept", accept(key.get()));
        request.upgrade(ChatHandover.class).prepare(endpoint.get(), guest);
    }

    /** The client's key, if this is the beginning of a WebSocket in the one version there is. */
    private static Optional<String> key(HttpCall call) {
        boolean upgrade =
                call.method().equals("GET")
                        && has(call, "Connection", "upgrade")
                        && has(call, "Upgrade", "websocket")
                        && has(call, "Sec-WebSocket-Version", VERSION);
        return upgrade
                ? call.headers().first("Sec-WebSocket-Key").filter(ChatController::isKey)
                : Optional.empty();
    }

    private static boolean has(HttpCall call, String header, String word) {
        return call.headers()
                .first(header)
                .filter(
                        value ->
                                Arrays.stream(value.split(","))
                                        .anyMatch(each -> each.strip().equalsIgnoreCase(word)))
                .isPresent();
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            byte[] text = (key.strip() + GUID).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer upgradeRequired() {
        return HttpSurface.LIVE_SERVICE
                .errorForm()
                .coded(426, "upgrade_required", "This is a WebSocket, version 13")
                .with("Upgrade", "websocket")
                .with("Connection", "Upgrade")
                .with("Sec-WebSocket-Version", VERSION);
    }

    @Override
    public void describe(Paths paths) {
        paths.addPathItem(
                PATH,
                DescribedOperation.of("chat-get", "A stream's chat, as a WebSocket")
                        .text(
                                "Each frame is one JSON object with a type. To the client: JOINED"
                                        + " and VIEW_UPDATE with count, CHAT_BROADCAST, ERROR,"
                                        + " HISTORY, MESSAGE_DELETED, CHAT_SETTINGS. From the"
                                        + " client: CHAT with content.")
                        .path("id", "The stream's id")
                        .query("user_id", false, "As whom; needed without a ticket")
                        .query("username", false, "Under which name; by default User_{user_id}")
                        .query("ticket", false, "From POST /api/v1/live/{id}/ticket")
                        .query("history", false, "So many earlier messages first, at most 200")
                        .query("since", false, "First what was said after the message with this id")
                        .answersNothing(101, "The connection is a WebSocket")
                        .answersObject(
                                403,
                                "application/json",
                                "Banned or blocked, no good ticket, or a page of another origin")
                        .answersObject(426, "application/json", "The request is no WebSocket's")
                        .get());
    }
}
