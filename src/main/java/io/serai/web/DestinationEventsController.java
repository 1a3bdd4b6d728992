package io.serai.web;

import io.serai.accounts.SignedIn;
import io.serai.common.ControlException;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.UserId;
import io.serai.common.http.HttpCall;
import io.swagger.v3.oas.models.Paths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /api/v1/stream-destination-events}: what becomes of the caller's destinations, as
 * server-sent events. It is no route, because its answer never ends. The request's own virtual
 * thread writes.
 */
@Controller
final class DestinationEventsController implements DescribedPaths {
    private static final String PATH = "/api/v1/stream-destination-events";
    private static final String GREETING = "{\"type\":\"connected\"}";
    private static final HttpSurface SURFACE = HttpSurface.STREAMHELPER;
    private static final Logger log = LoggerFactory.getLogger(DestinationEventsController.class);

    private final ObjectProvider<SignedIn> signedIn;
    private final DestinationListeners listeners;
    private final OpenConnections connections;
    private final RequestReader reader;
    private final WebSettings.Sse settings;

    DestinationEventsController(
            ObjectProvider<SignedIn> signedIn,
            DestinationListeners listeners,
            OpenConnections connections,
            RequestReader reader,
            WebSettings settings) {
        this.signedIn = signedIn;
        this.listeners = listeners;
        this.connections = connections;
        this.reader = reader;
        this.settings = settings.sse();
    }

    @GetMapping(PATH)
    void listen(HttpServletRequest request, HttpServletResponse response) {
        HttpCall call = reader.head(request);
        UserId owner;
        try {
            owner = signedIn.getObject().required(call).id();
        } catch (ControlException refusal) {
            AnswerWriter.write(Failures.answer(SURFACE, refusal), response);
            return;
        }
        if (call.method().equals("HEAD")) {
            prepare(response);
            return;
        }
        Optional<SseClient> joined = listeners.join(owner, GREETING, connections.abortion(request));
        if (joined.isEmpty()) {
            AnswerWriter.write(Failures.unavailable(SURFACE), response);
            return;
        }
        SseClient client = joined.get();
        try {
            prepare(response);
            client.write(
                    response.getOutputStream(), settings.heartbeat(), () -> isStill(owner, call));
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
                                "destination-events-get",
                                "What becomes of the caller's destinations, as server-sent events"
                                        + " without an end")
                        .text(
                                "Each event is a JSON object with a type: connected, first;"
                                    + " destinations_update with destinations, each as its /status"
                                    + " tells it, at once and after each change; heartbeat. Ends"
                                    + " when the caller has signed out.")
                        .answers(200, "text/event-stream", "The events")
                        .answersObject(401, "application/json", "Not signed in")
                        .get());
    }

    /** A sign-out ends it; a database that is away does not. */
    private boolean isStill(UserId owner, HttpCall call) {
        try {
            return signedIn.getObject()
                    .who(call)
                    .filter(account -> account.id().equals(owner))
                    .isPresent();
        } catch (Unavailable away) {
            return true;
        }
    }

    private static void prepare(HttpServletResponse response) {
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Connection", "keep-alive");
        // A proxy that buffers would hold events back.
        response.setHeader("X-Accel-Buffering", "no");
    }
}
