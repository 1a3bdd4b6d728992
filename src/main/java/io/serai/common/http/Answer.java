package io.serai.common.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer to an HTTP call. A route that was entered by HTTP ends with one as its body; the edge
 * turns it into status, headers and bytes, and nothing else of the exchange reaches the client.
 *
 * @param cookies values of {@code Set-Cookie}, the one header that comes more than once
 */
public record Answer(int status, Map<String, String> headers, List<String> cookies, byte[] body) {
    public Answer {
        headers = Map.copyOf(headers);
        cookies = List.copyOf(cookies);
    }

    public Answer(int status, Map<String, String> headers, byte[] body) {
        this(status, headers, List.of(), body);
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
        return new Answer(status, more, cookies, body);
    }

    /** The same answer with these cookies as well. */
    public Answer withCookies(List<String> added) {
        List<String> more = new ArrayList<>(cookies);
        more.addAll(added);
        return new Answer(status, headers, more, body);
    }

    @Override
    public String toString() {
        return status + " (" + body.length + " bytes)";
    }
}
