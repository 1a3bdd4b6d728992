package io.serai.common.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request as the routes see it: set by the edge as the exchange variable {@code call}
 * before the first step of a route runs. Nothing in it is believed that the client may not say: see
 * {@link Caller}.
 *
 * @param method in upper case
 * @param path decoded by nobody: as it came, without the query
 * @param pathVariables values of {@code {name}} in the route's path, decoded
 * @param query decoded query fields
 * @param body at most {@link #MOST_BODY_BYTES} bytes
 * @param bodyTooLarge whether the request had more than that; {@code body} is empty then
 * @param receivedNanos {@link System#nanoTime} at its arrival
 * @param entrance which operation was called, and as whom the edge let the caller in
 */
public record HttpCall(
        String method,
        String path,
        Map<String, String> pathVariables,
        Form query,
        Headers headers,
        Caller caller,
        byte[] body,
        boolean bodyTooLarge,
        long receivedNanos,
        Entrance entrance) {
    /** Larger bodies are not read. */
    public static final int MOST_BODY_BYTES = 64 * 1024;

    /** A call that did not come through the edge. */
    public HttpCall(
            String method,
            String path,
            Map<String, String> pathVariables,
            Form query,
            Headers headers,
            Caller caller,
            byte[] body,
            boolean bodyTooLarge,
            long receivedNanos) {
        this(
                method,
                path,
                pathVariables,
                query,
                headers,
                caller,
                body,
                bodyTooLarge,
                receivedNanos,
                Entrance.UNKNOWN);
    }

    /** The same call, whose step has let its caller in. */
    public HttpCall as(Admission admission) {
        return new HttpCall(
                method,
                path,
                pathVariables,
                query,
                headers,
                caller,
                body,
                bodyTooLarge,
                receivedNanos,
                new Entrance(entrance.surface(), entrance.operation(), admission));
    }

    /** A query field that is present and not empty. */
    public Optional<String> query(String name) {
        return query.get(name);
    }

    public Optional<String> pathVariable(String name) {
        return Optional.ofNullable(pathVariables.get(name));
    }

    /** The body read as UTF-8; bytes that are not become replacement characters. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Neither path, query nor body: each may hold a secret. */
    @Override
    public String toString() {
        return method + " from " + caller.address();
    }
}
