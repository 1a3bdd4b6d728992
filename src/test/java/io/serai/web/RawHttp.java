package io.serai.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends bytes as they are, for requests that no HTTP client would send. */
record RawHttp(int port) {
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
        return send(
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + headers
                        + "\r\n"
                        + body);
    }
}
