package io.serai.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Plays the HTTP server of an SRS, where HTTP-FLV and HLS are, on a free loopback port: each path
 * as a test says, every other one is 404. Thread-safe.
 */
public final class ScriptedHls implements AutoCloseable {
    /** What came, with the range that was asked for. */
    public record Request(String method, String target, Optional<String> range) {}

    @FunctionalInterface
    private interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static final int DRIP_MILLIS = 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer http;

    private ScriptedHls() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        http.start();
    }

    public static ScriptedHls start() {
        return new ScriptedHls();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** In the order in which they came. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** A file, whole or the part that is asked for; its type may be empty. */
    public ScriptedHls file(String path, String type, byte[] content) {
        return on(
                path,
                exchange -> {
                    String range = exchange.getRequestHeaders().getFirst("Range");
                    if (!type.isEmpty()) {
                        exchange.getResponseHeaders().set("Content-Type", type);
                    }
                    if (range == null) {
                        send(exchange, 200, content);
                        return;
                    }
                    String[] ends = range.substring("bytes=".length()).split("-");
                    int first = Integer.parseInt(ends[0]);
                    int last = Integer.parseInt(ends[1]);
                    exchange.getResponseHeaders()
                            .set(
                                    "Content-Range",
                                    "bytes %d-%d/%d".formatted(first, last, content.length));
                    send(exchange, 206, Arrays.copyOfRange(content, first, last + 1));
                });
    }

    /** An answer without a body, with one header. */
    public ScriptedHls status(String path, int status, String header, String value) {
        return on(
                path,
                exchange -> {
                    exchange.getResponseHeaders().set(header, value);
                    exchange.sendResponseHeaders(status, -1);
                });
    }

    /** Takes the request and never answers. */
    public ScriptedHls silent(String path) {
        return on(path, exchange -> pause(TimeUnit.HOURS.toMillis(1)));
    }

    /** Closes the connection without an answer. */
    public ScriptedHls closes(String path) {
        return on(path, exchange -> {});
    }

    /** Announces all of it, sends the first half, and closes the connection. */
    public ScriptedHls breaksOff(String path, byte[] content) {
        return on(path, exchange -> half(exchange, content));
    }

    /** Announces all of it, sends the first half, and then nothing more. */
    public ScriptedHls stalls(String path, byte[] content) {
        return on(
                path,
                exchange -> {
                    half(exchange, content);
                    pause(TimeUnit.HOURS.toMillis(1));
                });
    }

    /** A byte from time to time, without an end. */
    public ScriptedHls drips(String path) {
        return on(
                path,
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream out = exchange.getResponseBody();
                    while (pause(DRIP_MILLIS)) {
                        out.write('#');
                        out.flush();
                    }
                });
    }

    /** As much as the other side takes, without an end and without a length. */
    public ScriptedHls endless(String path) {
        return on(
                path,
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    while (over.getCount() > 0) {
                        exchange.getResponseBody().write(new byte[8192]);
                    }
                });
    }

    @Override
    public void close() {
        over.countDown();
        http.stop(0);
        threads.shutdownNow();
    }

    private ScriptedHls on(String path, Script script) {
        scripts.put(path, script);
        return this;
    }

    private void serve(HttpExchange exchange) throws IOException {
        // Closing an exchange whose answer is not complete closes its connection.
        try (exchange) {
            requests.add(
                    new Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))));
            scripts.getOrDefault(
                            exchange.getRequestURI().getRawPath(),
                            unknown -> unknown.sendResponseHeaders(404, -1))
                    .answer(exchange);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }

    private static void half(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content, 0, content.length / 2);
        exchange.getResponseBody().flush();
    }

    /** Waits; false when all is over. */
    private boolean pause(long millis) {
        try {
            return !over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
