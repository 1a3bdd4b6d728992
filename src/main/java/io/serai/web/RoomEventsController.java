package io.serai.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.http.Answer;
import io.serai.common.http.Form;
import io.serai.common.http.Json;
import io.swagger.v3.oas.models.Paths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /api/srs-proxy/streams/sse?room=}: what is on air in a room, as server-sent events. It
 * is no route, because its answer never ends. The request's own virtual thread writes.
 */
@Controller
final class RoomEventsController implements DescribedPaths {
    private static final String PATH = "/api/srs-proxy/streams/sse";
    private static final Logger log = LoggerFactory.getLogger(RoomEventsController.class);

    private final RoomListeners listeners;
    private final OpenConnections connections;
    private final WebSettings.Sse settings;
    private final Clock clock;

    RoomEventsController(
            RoomListeners listeners,
            OpenConnections connections,
            WebSettings settings,
            Clock clock) {
        this.listeners = listeners;
        this.connections = connections;
        this.settings = settings.sse();
        this.clock = clock;
    }

    @GetMapping(PATH)
    void listen(HttpServletRequest request, HttpServletResponse response) {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        Optional<String> room = Form.parse(query).get("room");
        if (room.isEmpty()) {
            AnswerWriter.write(Answer.text(400, "Room name is required"), response);
            return;
        }
        if (request.getMethod().equals("HEAD")) {
            prepare(response);
            return;
        }
        Optional<SseClient> joined =
                listeners.join(room.get(), greeting(room.get()), connections.abortion(request));
        if (joined.isEmpty()) {
            AnswerWriter.write(Failures.unavailable(HttpSurface.PIXELCAST), response);
            return;
        }
        SseClient client = joined.get();
        try {
            prepare(response);
            client.write(response.getOutputStream(), settings.heartbeat(), () -> true);
        } catch (IOException e) {
            log.debug("sse.gone reason={}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listeners.leave(client);
        }
    }

    @Override
    public void describe(Paths paths) {
        paths.addPathItem(
                PATH,
                DescribedOperation.of(
                                "room-events-get",
                                "What is on air in a room, as server-sent events without an end")
                        .text(
                                "Each event is a JSON object with a type: connected, first;"
                                        + " streams_update with roomName and streams, at once and"
                                        + " after each change; heartbeat.")
                        .query("room", true, "The room's key")
                        .answers(200, "text/event-stream", "The events")
                        .answers(400, "text/plain", "The room is missing")
                        .get());
    }

    private static void prepare(HttpServletResponse response) {
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Connection", "keep-alive");
        response.setHeader("Access-Control-Allow-Credentials", "false");
        // A proxy that buffers would hold events back.
        response.setHeader("X-Accel-Buffering", "no");
    }

    private String greeting(String room) {
        long random = ThreadLocalRandom.current().nextLong(1L << 40);
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("type", "connected");
        message.put("clientId", room + "-" + clock.millis() + "-" + Long.toString(random, 36));
        message.put("roomName", room);
        return Json.text(message);
    }
}
