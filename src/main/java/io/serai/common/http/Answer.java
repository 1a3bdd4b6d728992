package io.serai.common.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to an HTTP call. A route that was entered by HTTP ends with one as its body; the edge
 * turns it into status, headers and bytes, and nothing else of the exchange reaches the client.
 */
public record Answer(int status, Map<String, String> headers, byte[] body) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    /** JSON text that is already encoded. */
    public static Answer json(int status, String json) {
        return new Answer(
                status,
                Map.of("Content-Type", "application/json"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer text(int status, String text) {
        return new Answer(
                status,
                Map.of("Content-Type", "text/plain;charset=UTF-8"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    /** The same answer with one more header. */
    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    @Override
    public String toString() {
        return status + " (" + body.length + " bytes)";
    }
}
