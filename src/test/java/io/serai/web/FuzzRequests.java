package io.serai.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Makes requests up: right ones, nearly right ones, and bytes that only look like HTTP. */
final class FuzzRequests {
    private static final List<String> VALUES =
            List.of(
                    "",
                    "0",
                    "1",
                    "-1",
                    "999999999999999999999999",
                    "1e9",
                    "null",
                    "true",
                    "parked",
                    "live",
                    "room-1",
                    "x".repeat(300),
                    "x".repeat(3000),
                    "%00",
                    "%zz",
                    "%",
                    "%C3%A9",
                    "%C3%28",
                    "%F0%9F%8E%A5",
                    "%ED%A0%80",
                    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                    "..%5C..",
                    "%2Froom%2F1",
                    "http%3A%2F%2F127.0.0.1%3A1%2F",
                    "%27%20OR%201%3D1--",
                    "%22%3E%3Cscript%3E",
                    "%0D%0AX-Injected:1",
                    "a+b",
                    "a%20b",
                    "{a}",
                    "[]",
                    "a;b=c",
                    "a&a=b",
                    "00000000-0000-4000-8000-000000000000",
                    "${7*7}",
                    "%24%7Bjndi%3Aldap%3A%2F%2Fx%7D");

    private static final List<String> OFF_PATHS =
            List.of(
                    "/nowhere",
                    "/api",
                    "/api/",
                    "//",
                    "/./health",
                    "/../health",
                    "/api/%2e%2e/health",
                    "/api/rooms/",
                    "/api/rooms;x=y",
                    "/api/rooms/%00",
                    "/api/rooms/%zz",
                    "/api/rooms/%C3%28",
                    "/api/rooms%2Fby-stream-key",
                    "/API/ROOMS",
                    "/api/v1/live/x",
                    "/api/stream/x",
                    "/api/v1/stream-destinations/x",
                    "/error",
                    "/actuator/env",
                    "/actuator/heapdump",
                    "/docs/../config/application.yaml",
                    "/docs/%5c",
                    "/WEB-INF/web.xml",
                    "/favicon.ico",
                    "/" + "x".repeat(5000),
                    "/%F0%9F%8E%A5",
                    "/\u00e9",
                    "http://elsewhere.example/health",
                    "*");

    private static final List<String> CONTENT_TYPES =
            List.of(
                    "application/json",
                    "application/json;charset=utf-16",
                    "application/x-www-form-urlencoded",
                    "application/sdp",
                    "text/plain",
                    "multipart/form-data; boundary=x",
                    "application/xml",
                    "image/png",
                    "nonsense",
                    "/",
                    "");

    private static final List<String> METHODS =
            List.of("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW", "get");

    private static final List<String> BODIES =
            List.of(
                    "",
                    "{}",
                    "[]",
                    "null",
                    "\"text\"",
                    "{",
                    "{\"a\":1}}",
                    "{\"type\":\"rtmp\"}",
                    "{\"type\":\"webrtc\",\"name\":null}",
                    "{\"type\":[]}",
                    "{\"type\":{\"a\":\"b\"}}",
                    "{\"target\":\"room\"}",
                    "{\"target\":7}",
                    "{\"type\":\"rtmp\",\"type\":\"webrtc\"}",
                    "{\"type\":\"rt\\u0000mp\"}",
                    "{\"type\":\"\\ud800\"}",
                    "{\"stream\":\"\\ud800\",\"app\":\"live\",\"client_id\":\"c\"}",
                    "{\"server_id\":\"f\",\"service_id\":\"1\",\"client_id\":\"c\",\"app\":\"live\",\"stream\":\"x\"}",
                    "{\"server_id\":\"f\",\"service_id\":\"2\",\"client_id\":\"c\",\"app\":\"a\",\"stream\":\"1\",\"param\":\"?token=%zz\"}",
                    "{\"server\":\"f\",\"service\":\"3\"}",
                    "{\"stream\":1e400}",
                    "{\"stream\":123456789012345678901234567890}",
                    "[".repeat(3000),
                    "{\"a\":".repeat(2000),
                    "call=publish&app=live&name=x&clientid=1",
                    "call=update_publish&app=live&name=x&clientid=1&timestamp=5",
                    "call=play&app=live&name=x&clientid=2",
                    "name=%zz&name=x&app=%00",
                    "name=&call=&&==&%",
                    "app=" + "x".repeat(2000) + "&name=y",
                    "name=\u00ff\u00fe&app=live",
                    "v=0\r\n"
                            + "o=- 1 1 IN IP4 127.0.0.1\r\n"
                            + "s=-\r\n"
                            + "t=0 0\r\n"
                            + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n",
                    "\u0000\u0001\u0002\u00ff\u00fe",
                    "\u001f\u008b\b\u0000",
                    "x".repeat(70_000));

    private static final List<String> BROKEN =
            List.of(
                    "GET / HTTP/1.1\r\n\r\n",
                    "GET /\r\n\r\n",
                    "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                    "NONSENSE\r\n\r\n",
                    "\r\n\r\n\r\n",
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "POST /api/rooms HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
                    "POST /api/rooms HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                    "POST /api/rooms HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                    "POST /api/rooms HTTP/1.1\r\n"
                            + "Host: a\r\n"
                            + "Content-Length: 1\r\n"
                            + "Content-Length: 2\r\n\r\n"
                            + "{}",
                    "POST /api/srs/publish HTTP/1.1\r\n"
                            + "Host: a\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + "zz\r\n",
                    "POST /api/srs/publish HTTP/1.1\r\n"
                            + "Host: a\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + "5\r\n"
                            + "ab",
                    "POST /api/rooms HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n{}",
                    "POST /api/rooms HTTP/1.1\r\n"
                            + "Host: a\r\n"
                            + "Transfer-Encoding: chunked\r\n"
                            + "Content-Length: 2\r\n\r\n"
                            + "{}",
                    "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                    "GET /health HTTP/1.1\r\nHost: a b\r\n\r\n",
                    "GET /health HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n",
                    "GET /health HTTP/1.1\r\nHost: a\r\nX\u0000Y: z\r\n\r\n",
                    "GET /health HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n",
                    "GET /a<b>{} HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET health HTTP/1.1\r\nHost: a\r\n\r\n");

    private final Random random;
    private final List<Operation> operations = new ArrayList<>();

    private record Operation(String method, String path, JsonNode about) {}

    /**
     * A request.
     *
     * @param broken whether it is no HTTP, so that only some answer or none can be expected
     */
    record Request(String method, String target, byte[] bytes, boolean broken) {
        @Override
        public String toString() {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.substring(0, Math.min(text.length(), 600));
        }
    }

    FuzzRequests(JsonNode document, long seed) {
        this.random = new Random(seed);
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> verb : path.getValue().properties()) {
                operations.add(
                        new Operation(
                                verb.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                verb.getValue()));
            }
        }
    }

    Request next() {
        int kind = random.nextInt(100);
        if (kind < 3) {
            return new Request("", "", latin(one(BROKEN)), true);
        }
        if (kind < 13) {
            return request(chance(70) ? "GET" : one(METHODS), one(OFF_PATHS) + query());
        }
        Operation operation = one(operations);
        String method = chance(88) ? operation.method() : one(METHODS);
        return request(method, path(operation) + parameters(operation));
    }

    private Request request(String method, String target) {
        boolean withBody = !method.equals("GET") && !method.equals("HEAD") || chance(3);
        byte[] body = withBody ? body() : new byte[0];
        StringBuilder head =
                new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: fuzz\r\n");
        if (chance(90)) {
            head.append("Authorization: Bearer an-admin-token\r\n");
        } else if (chance(30)) {
            // From somewhere else each time, or this address would be shut out.
            head.append("Authorization: ")
                    .append(one(List.of("Bearer x", "Basic eA==", "")))
                    .append("\r\n");
            head.append("X-Real-IP: 203.0.113.").append(random.nextInt(256)).append("\r\n");
        }
        if (chance(10)) {
            head.append(
                    one(
                            List.of(
                                    "Origin: https://elsewhere.example\r\n",
                                    "Accept: image/png\r\n",
                                    "Accept: nonsense\r\n",
                                    "Accept-Encoding: gzip, br\r\n",
                                    "If-None-Match: *\r\n",
                                    "Range: bytes=0-0\r\n",
                                    "Expect: 200-ok\r\n",
                                    "Cookie: a=\u00ff; b\r\n",
                                    "X-Forwarded-For: nonsense, 1.2.3.4\r\n",
                                    "X-Forwarded-Proto: x\r\n",
                                    "X-HTTP-Method-Override: DELETE\r\n",
                                    "X-Prefer-Low-Latency: true\r\n",
                                    "CamelHttpPath: /etc\r\n",
                                    "X-Large: " + "x".repeat(20_000) + "\r\n",
                                    "X-Many: 1\r\n".repeat(150))));
        }
        if (withBody && chance(90)) {
            head.append("Content-Type: ").append(one(CONTENT_TYPES)).append("\r\n");
        }
        boolean chunked = withBody && chance(15);
        head.append(
                chunked
                        ? "Transfer-Encoding: chunked\r\n\r\n"
                        : "Content-Length: " + body.length + "\r\n\r\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(latin(head.toString()));
        if (chunked) {
            if (body.length > 0) {
                bytes.writeBytes(latin(Integer.toHexString(body.length) + "\r\n"));
                bytes.writeBytes(body);
                bytes.writeBytes(latin("\r\n"));
            }
            bytes.writeBytes(latin("0\r\n\r\n"));
        } else {
            bytes.writeBytes(body);
        }
        return new Request(method, target, bytes.toByteArray(), false);
    }

    private String path(Operation operation) {
        String path = operation.path();
        while (path.contains("{")) {
            int from = path.indexOf('{');
            path = path.substring(0, from) + value(false) + path.substring(path.indexOf('}') + 1);
        }
        return path;
    }

    private String parameters(Operation operation) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.about().path("parameters")) {
            if (parameter.path("in").asText().equals("query") && chance(85)) {
                for (int times = chance(5) ? 2 : 1; times > 0; times--) {
                    query.append(query.isEmpty() ? '?' : '&')
                            .append(parameter.path("name").asText())
                            .append('=')
                            .append(value(true));
                }
            }
        }
        return query.isEmpty() ? query() : query.toString();
    }

    private String query() {
        return chance(20) ? "?" + value(true) + "=" + value(true) : "";
    }

    /** In a path a brace would be taken for one of ours. */
    private String value(boolean inQuery) {
        String value = one(VALUES);
        return inQuery ? value : value.replaceAll("[{}\\[\\]$]", "");
    }

    private byte[] body() {
        byte[] body = latin(one(BODIES));
        if (body.length > 0 && chance(15)) {
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
        }
        return body;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
