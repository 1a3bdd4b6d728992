package io.serai.web;

import io.serai.common.http.Entrance;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Makes the {@link HttpCall} of a request. Never asks the servlet for parameters: it would read the
 * body, mix it with the query, and fail at a bad escape. Thread-safe.
 */
@Component
final class RequestReader {
    private final Callers callers;

    RequestReader(Callers callers) {
        this.callers = callers;
    }

    /**
     * @param operation id of the REST operation that was called
     * @throws IOException if the body does not arrive as the request announced it
     */
    HttpCall read(HttpServletRequest request, String operation) throws IOException {
        long arrived = System.nanoTime();
        byte[] body = body(request);
        boolean tooLarge = body.length > HttpCall.MOST_BODY_BYTES;
        Entrance entrance =
                new Entrance(
                        HttpSurface.of(request.getServletPath()).text(),
                        operation,
                        AdminGate.admission(request));
        return call(request, tooLarge ? new byte[0] : body, tooLarge, arrived, entrance);
    }

    /** All but the body, which is left unread. */
    HttpCall head(HttpServletRequest request) {
        return call(request, new byte[0], false, System.nanoTime(), Entrance.UNKNOWN);
    }

    private HttpCall call(
            HttpServletRequest request,
            byte[] body,
            boolean tooLarge,
            long arrived,
            Entrance entrance) {
        String query = request.getQueryString();
        return new HttpCall(
                request.getMethod(),
                request.getRequestURI(),
                pathVariables(request),
                query == null ? Form.EMPTY : Form.parse(query),
                headers(request),
                callers.of(request),
                body,
                tooLarge,
                arrived,
                entrance);
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        // A longer one is told by its length alone, so that its first byte is not even asked for.
        if (request.getContentLengthLong() > HttpCall.MOST_BODY_BYTES) {
            return new byte[HttpCall.MOST_BODY_BYTES + 1];
        }
        return request.getInputStream().readNBytes(HttpCall.MOST_BODY_BYTES + 1);
    }

    private static Headers headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        return new Headers(headers);
    }

    private static Map<String, String> pathVariables(HttpServletRequest request) {
        Object found = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        if (!(found instanceof Map<?, ?> variables) || variables.isEmpty()) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        variables.forEach((name, value) -> texts.put(name.toString(), value.toString()));
        return Collections.unmodifiableMap(texts);
    }
}
