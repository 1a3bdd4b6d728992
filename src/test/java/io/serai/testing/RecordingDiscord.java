package io.serai.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plays Discord on loopback: keeps every request, and answers as a test wants, else as Discord does
 * when all is well. Thread-safe.
 */
public final class RecordingDiscord implements AutoCloseable {
    /** The secret in the URLs of its webhooks. */
    public static final String TOKEN = "t0ken-that-nobody-may-see";

    /** A request as it came. */
    public record Request(String method, String target, String contentType, String body) {}

    /** What happens to one request. */
    public interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final AtomicLong messages = new AtomicLong(1_000);
    private final CountDownLatch closed = new CountDownLatch(1);

    public RecordingDiscord() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** The URL of one of its webhooks. */
    public String webhook(int number) {
        return "http://127.0.0.1:%d/api/webhooks/%d/%s"
                .formatted(server.getAddress().getPort(), number, TOKEN);
    }

    public List<Request> requests() {
        return requests;
    }

    /** The next request that nothing was planned for gets this. */
    public RecordingDiscord then(Reply reply) {
        script.add(reply);
        return this;
    }

    public RecordingDiscord then(int status, Map<String, String> headers, String body) {
        return then(exchange -> send(exchange, status, headers, body));
    }

    public RecordingDiscord then(int status, String body) {
        return then(status, Map.of(), body);
    }

    /** Takes the request and never answers. */
    public RecordingDiscord thenSilence() {
        return then(exchange -> awaitClose());
    }

    /** Breaks the connection instead of an answer. */
    public RecordingDiscord thenClose() {
        return then(HttpExchange::close);
    }

    /** Sends status and the beginning of a body, and never the rest. */
    public RecordingDiscord thenStall(int status, String begin) {
        return then(
                exchange -> {
                    exchange.sendResponseHeaders(status, 0);
                    OutputStream out = exchange.getResponseBody();
                    out.write(begin.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    awaitClose();
                });
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(
                new Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                        body));
        Reply planned = script.poll();
        if (planned != null) {
            planned.to(exchange);
        } else {
            well(exchange);
        }
    }

    private void well(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (exchange.getRequestMethod().equals("POST") && !query.contains("wait=true")) {
            send(exchange, 204, Map.of(), "");
        } else {
            send(exchange, 200, Map.of(), "{\"id\":\"" + messages.incrementAndGet() + "\"}");
        }
    }

    private static void send(
            HttpExchange exchange, int status, Map<String, String> headers, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
