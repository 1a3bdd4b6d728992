package io.serai.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sends any bytes and reads the answer, over one connection as long as it lasts. One thread. */
final class FuzzClient implements AutoCloseable {
    private final URI server;
    private final int patienceMillis;
    private Optional<Socket> connection = Optional.empty();

    FuzzClient(URI server, Duration patience) {
        this.server = server;
        this.patienceMillis = (int) patience.toMillis();
    }

    record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** The connection ended, or something else than HTTP came. */
    static final class NoAnswer extends IOException {
        private static final long serialVersionUID = 1L;

        NoAnswer(String reason) {
            super(reason);
        }
    }

    /**
     * @throws NoAnswer if the server closed the connection without an answer
     * @throws java.net.SocketTimeoutException if it does neither in time
     */
    Reply send(FuzzRequests.Request request) throws IOException {
        boolean fresh = connection.isEmpty();
        Socket socket = fresh ? connect() : connection.get();
        try {
            write(socket, request);
            Reply reply = read(socket.getInputStream(), request.method());
            if (request.broken()
                    || reply.header("connection").equals("close")
                    || reply.header("content-type").startsWith("text/event-stream")) {
                close();
            }
            return reply;
        } catch (SocketException | EOFException | NoAnswer e) {
            close();
            if (!fresh) {
                // The server had closed it between two requests.
                return send(request);
            }
            throw new NoAnswer(String.valueOf(e.getMessage()));
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), patienceMillis);
        socket.setSoTimeout(patienceMillis);
        socket.setTcpNoDelay(true);
        connection = Optional.of(socket);
        return socket;
    }

    /** An answer may come, and the connection close, while we still write: then it is read. */
    private static void write(Socket socket, FuzzRequests.Request request) throws IOException {
        try {
            socket.getOutputStream().write(request.bytes());
            if (request.broken()) {
                socket.shutdownOutput();
            }
        } catch (SocketException e) {
            if (socket.getInputStream().available() == 0) {
                throw e;
            }
        }
    }

    private static Reply read(InputStream raw, String method) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw);
        String first = line(in);
        // A request without a version is HTTP/0.9, and its answer has no head.
        if (!first.startsWith("HTTP/")) {
            throw new NoAnswer(first.isEmpty() ? "end of the connection" : "came: " + first);
        }
        int status = Integer.parseInt(first.split(" ")[1]);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        if (status < 200) {
            return read(in, method);
        }
        boolean bodiless = method.equals("HEAD") || status == 204 || status == 304;
        boolean endless = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        byte[] body = bodiless || endless ? new byte[0] : body(in, headers);
        return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("Content-Length")) {
            int length = Integer.parseInt(headers.get("Content-Length"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException();
            }
            return body;
        }
        if (!headers.getOrDefault("Transfer-Encoding", "").equals("chunked")) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.writeBytes(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).replaceFirst(";.*", "").strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (connection.isPresent()) {
            connection.get().close();
            connection = Optional.empty();
        }
    }
}
