package io.serai.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.serai.testing.SrsState.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays the HTTP API of an SRS on a free loopback port, as it was recorded of SRS 7. It calls no
 * hooks. Thread-safe.
 */
public final class ScriptedSrs implements AutoCloseable {
    /** How it answers. */
    public enum Mode {
        NORMAL,
        /** The port is closed. */
        UNREACHABLE,
        /** Takes the request and never answers. */
        SILENT,
        /** Answers rightly, a second late. */
        SLOW,
        /** Sends the headers, then a byte every 100 ms. */
        DRIPPING,
        /** Status 200 with a code that is not 0. */
        FAILING,
        /** JSON that ends too early, in an answer that is whole for HTTP. */
        TRUNCATED,
        /** The connection ends in the middle of the body. */
        BROKEN_OFF,
        /** A page of some other server. */
        HTML,
        /** The connection ends without an answer. */
        CLOSING,
        /** Every page is full. */
        ENDLESS
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SrsState state = new SrsState();
    private final ScriptedRtc rtc = new ScriptedRtc();
    private final Map<Integer, Runnable> afterRequest = new HashMap<>();
    private final int port;
    private HttpServer http;
    private Mode mode = Mode.NORMAL;
    private int requests;
    private volatile int status = 200;

    private ScriptedSrs() {
        http = listen(0);
        port = http.getAddress().getPort();
    }

    public static ScriptedSrs start() {
        return new ScriptedSrs();
    }

    /** Base of the API. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** How it takes WebRTC offers. */
    public ScriptedRtc rtc() {
        return rtc;
    }

    /** From now on, while it answers normally, everything but offers gets this status. */
    public void status(int next) {
        status = next;
    }

    /** The {@code server_id}. */
    public synchronized String server() {
        return state.server();
    }

    /** The {@code service_id}. */
    public synchronized String service() {
        return state.service();
    }

    /** How many requests came so far. */
    public synchronized int requests() {
        return requests;
    }

    /** Clients that were kicked, in that order. */
    public synchronized List<String> kicked() {
        return state.kicked();
    }

    /** From now on it answers like this; who waits for an answer that never comes loses it. */
    public synchronized void answer(Mode next) {
        if (next == mode) {
            return;
        }
        boolean closed = mode == Mode.UNREACHABLE;
        mode = next;
        notifyAll();
        if (next == Mode.UNREACHABLE) {
            http.stop(0);
        } else if (closed) {
            http = listen(port);
        }
    }

    /** Runs something once, before the answer to the n-th request (from 1) reaches its client. */
    public synchronized void after(int request, Runnable action) {
        afterRequest.put(request, action);
    }

    /**
     * Somebody publishes and media has arrived.
     *
     * @param url {@code /live/name}
     * @return the {@code stream_id}
     */
    public synchronized String publish(String url, String client) {
        return state.publish(url, client);
    }

    /**
     * A stream without media: its on_publish is not answered yet, it is a WHIP publisher without
     * media, or somebody plays what nobody publishes.
     *
     * @return the {@code stream_id}
     */
    public synchronized String announce(String url) {
        return state.announce(url);
    }

    /** Somebody plays a stream that is listed. */
    public synchronized void play(String url, String client) {
        state.play(url, client);
    }

    /** The stream goes, with its publisher and its players. */
    public synchronized void unpublish(String url) {
        state.unpublish(url);
    }

    /** SRS is started again: same server, nothing listed, a new {@code service_id}. */
    public synchronized void restart() {
        state.restart();
    }

    /** As {@link #restart}, and the {@code server_id} was lost. */
    public synchronized void reinstall() {
        state.reinstall();
    }

    @Override
    public void close() {
        answer(Mode.UNREACHABLE);
        threads.shutdownNow();
    }

    private HttpServer listen(int onPort) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 0);
            server.setExecutor(threads);
            server.createContext("/", this::serve);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Mode now = arrived();
            switch (now) {
                case NORMAL, ENDLESS -> answer(exchange);
                case FAILING -> respond(exchange, "{\"code\":100}");
                case HTML -> respond(exchange, "<html><body>It works!</body></html>");
                case TRUNCATED -> {
                    String body = body(exchange);
                    respond(exchange, body.substring(0, body.length() - 20));
                }
                case SLOW -> {
                    pause(Duration.ofSeconds(1));
                    respond(exchange, body(exchange));
                }
                case DRIPPING -> drip(exchange, body(exchange));
                case BROKEN_OFF -> {
                    byte[] body = bytes(body(exchange));
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(Arrays.copyOf(body, body.length / 2));
                    exchange.getResponseBody().flush();
                }
                case SILENT -> pause(Duration.ofHours(1));
                case UNREACHABLE, CLOSING -> {
                    // Closing the exchange without an answer closes its connection.
                }
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().startsWith("/rtc/v1/")) {
            rtc.serve(exchange, server(), service());
        } else if (status == 200) {
            respond(exchange, body(exchange));
        } else {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private synchronized Mode arrived() {
        requests++;
        return mode;
    }

    /** The JSON of an answer; empty for a redirect. */
    private synchronized String body(HttpExchange exchange) {
        Page page = Page.of(exchange.getRequestURI().getQuery(), mode == Mode.ENDLESS);
        String path = exchange.getRequestURI().getPath();
        String body =
                switch (path) {
                    case "/api/v1/versions" -> state.version();
                    case "/rtc/v1/publish/", "/rtc/v1/play/" ->
                            ScriptedRtc.success(state.server(), state.service()).toString();
                    case "/api/v1/summaries" -> state.summaries();
                    case "/api/v1/streams/" -> state.streams(page);
                    case "/api/v1/clients/" -> state.clients(page);
                    case "/api/v1/streams", "/api/v1/clients" -> "";
                    default -> {
                        String client = path.substring(path.lastIndexOf('/') + 1);
                        yield exchange.getRequestMethod().equals("DELETE")
                                ? state.kick(client)
                                : state.client(client);
                    }
                };
        Runnable action = afterRequest.remove(requests);
        if (action != null) {
            action.run();
        }
        return body;
    }

    private static void respond(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().set("Connection", "Close");
        exchange.getResponseHeaders().set("Server", "SRS/7.0.18(Hang)");
        if (body.isEmpty()) {
            URI asked = exchange.getRequestURI();
            String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
            exchange.getResponseHeaders().set("Location", asked.getRawPath() + "/" + query);
            exchange.sendResponseHeaders(302, -1);
            return;
        }
        byte[] content = bytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    private void drip(HttpExchange exchange, String body) throws IOException {
        byte[] content = bytes(body);
        exchange.sendResponseHeaders(200, content.length);
        OutputStream out = exchange.getResponseBody();
        for (byte one : content) {
            out.write(one);
            out.flush();
            if (!pause(Duration.ofMillis(100))) {
                return;
            }
        }
    }

    /** Waits; false if the mode changed meanwhile. */
    private synchronized boolean pause(Duration duration) {
        Mode before = mode;
        long end = System.nanoTime() + duration.toNanos();
        try {
            for (long left = duration.toMillis(); left > 0 && mode == before; ) {
                wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return mode == before;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
