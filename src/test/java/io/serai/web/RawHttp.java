package io.serai.web;

import io.serai.testing.OpenApiCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends bytes as they are, for requests that no HTTP client would send. Each whole answer is held
 * against the API's description.
 */
final class RawHttp {
    private static final Pattern ANSWER =
            Pattern.compile(
                    "(?s)(?:HTTP/1.1 1..[^\\n"
                            + "]*\\n"
                            + "\\r"
                            + "?\\n"
                            + ")?HTTP/1.1 (\\d{3})([^\\n"
                            + "]*\\n"
                            + ".*?)\\r"
                            + "?\\n"
                            + "\\r"
                            + "?\\n"
                            + "(.*)");
    private static final Pattern CONTENT_TYPE =
            Pattern.compile("(?im)^Content-Type: *([^\\r\\n]*)");

    private final int port;
    private final Optional<OpenApiCheck> api;

    RawHttp(int port) {
        this.port = port;
        this.api =
                Optional.of(
                        OpenApiCheck.of(
                                body(
                                        send(
                                                "GET /openapi.json HTTP/1.1\r\n"
                                                        + "Host: a\r\n"
                                                        + "Connection: close\r\n\r\n"))));
    }

    private RawHttp(int port, Optional<OpenApiCheck> api) {
        this.port = port;
        this.api = api;
    }

    /** For answers that stand before the API, and so not in its description. */
    static RawHttp unchecked(int port) {
        return new RawHttp(port, Optional.empty());
    }

    /** Sends the text and reads until the server closes the connection. */
    String send(String request) {
        try (Socket socket = connect(request)) {
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the text and reads the first line of the answer. */
    String firstLine(String request) {
        try (Socket socket = connect(request)) {
            BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            return String.valueOf(reader.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the text and closes the connection at once. */
    void abandon(String request) {
        try (Socket socket = connect(request)) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the text and leaves the connection open. */
    Socket connect(String request) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), 2_000);
        socket.setSoTimeout(10_000);
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return socket;
    }

    /** A request without a body; every line of {@code headers} ends with CRLF. */
    String get(String target, String headers) {
        return request("GET", target, headers, "");
    }

    String post(String target, String headers, String body) {
        return request("POST", target, headers + "Content-Length: " + body.length() + "\r\n", body);
    }

    String request(String method, String target, String headers, String body) {
        String answer =
                send(
                        method
                                + " "
                                + target
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + headers
                                + "\r\n"
                                + body);
        check(method, target, answer);
        return answer;
    }

    private void check(String method, String target, String answer) {
        Matcher parts = ANSWER.matcher(answer);
        if (!parts.matches() || parts.group(2).contains("Transfer-Encoding: chunked")) {
            return;
        }
        Matcher type = CONTENT_TYPE.matcher(parts.group(2));
        String contentType = type.find() ? type.group(1) : "";
        api.ifPresent(
                description ->
                        description.check(
                                method,
                                target,
                                Integer.parseInt(parts.group(1)),
                                contentType,
                                body(answer)));
    }

    private static String body(String answer) {
        Matcher parts = ANSWER.matcher(answer);
        return parts.matches()
                ? new String(
                        parts.group(3).getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8)
                : "";
    }
}
