package io.serai.testing;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import livekit.LivekitIngress.CreateIngressRequest;
import livekit.LivekitIngress.DeleteIngressRequest;
import livekit.LivekitIngress.ListIngressRequest;
import livekit.LivekitRoom.DeleteRoomRequest;
import livekit.LivekitRoom.ListParticipantsRequest;
import livekit.LivekitRoom.ListRoomsRequest;
import livekit.LivekitRoom.RoomParticipantIdentity;
import livekit.LivekitRoom.UpdateParticipantRequest;

/**
 * Plays the API of a LiveKit on a free loopback port: verifies each token and its grants, keeps
 * ingresses, rooms and participants, and fails as a test wants. It calls no webhooks, see {@link
 * LiveKitWebhooks}. Thread-safe.
 */
public final class ScriptedLiveKit implements AutoCloseable {
    /** The key that it knows. */
    public static final String KEY = "APIserai";

    /** The secret of that key. */
    public static final String SECRET = "livekit-secret-that-nobody-may-see-0123456789";

    /** How it answers. */
    public enum Mode {
        NORMAL,
        /** The port is closed. */
        UNREACHABLE,
        /** Takes the request and never answers. */
        SILENT,
        /** Answers rightly, a second late. */
        SLOW,
        /** Status 500 in Twirp's form. */
        FAILING,
        /** Status 401 whatever the token. */
        REFUSING,
        /** Status 400 in Twirp's form. */
        COMPLAINING,
        /** Does what is asked, and ends the connection in the middle of the answer. */
        BROKEN_OFF,
        /** Ends the connection without an answer, and without doing anything. */
        CLOSING,
        /** Bytes that are no message, as if they were one. */
        GARBAGE,
        /** An empty page of some other server. */
        EMPTY_PAGE,
        /** A page of some other server that has no such path. */
        OTHER_SERVER
    }

    /** One request that was let in. */
    public record Call(String method, Message request) {}

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LiveKitState state = new LiveKitState();
    private final List<Call> calls = new ArrayList<>();
    private final Deque<Mode> script = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int port;
    private HttpServer http;
    private Mode mode = Mode.NORMAL;
    private int requests;

    private ScriptedLiveKit() {
        http = listen(0);
        port = http.getAddress().getPort();
    }

    public static ScriptedLiveKit start() {
        return new ScriptedLiveKit();
    }

    /** What {@code LIVEKIT_URL} is set to. */
    public String url() {
        return "ws://127.0.0.1:" + port;
    }

    /** The three settings as Spring knows them. */
    public Map<String, String> settings() {
        return Map.of(
                "serai.livekit.url", url(),
                "serai.livekit.api-key", KEY,
                "serai.livekit.api-secret", SECRET);
    }

    /** What it keeps: who publishes, who is in which room. */
    public LiveKitState state() {
        return state;
    }

    /** What was asked and let in, in that order. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The methods of {@link #calls}. */
    public List<String> methods() {
        return calls().stream().map(Call::method).toList();
    }

    /** How many requests came so far, also those that were not let in. */
    public synchronized int requests() {
        return requests;
    }

    /** From now on it answers like this. */
    public synchronized void answer(Mode next) {
        boolean away = mode == Mode.UNREACHABLE;
        mode = next;
        if (next == Mode.UNREACHABLE && !away) {
            http.stop(0);
        } else if (next != Mode.UNREACHABLE && away) {
            http = listen(port);
        }
    }

    /** The next request is answered like this, once; one after another if called again. */
    public synchronized ScriptedLiveKit then(Mode once) {
        script.add(once);
        return this;
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            http.stop(0);
        }
        threads.shutdownNow();
    }

    private HttpServer listen(int at) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
            server.setExecutor(threads);
            server.createContext("/twirp/", this::handle);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Mode next() {
        requests++;
        return Optional.ofNullable(script.poll()).orElse(mode);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            switch (next()) {
                case NORMAL -> serve(exchange, body, 0);
                case SLOW -> {
                    pause(Duration.ofSeconds(1));
                    serve(exchange, body, 0);
                }
                case SILENT -> pause(Duration.ofMinutes(1));
                case BROKEN_OFF -> serve(exchange, body, 10);
                case FAILING -> twirp(exchange, 500, "internal");
                case REFUSING -> twirp(exchange, 401, "unauthenticated");
                case COMPLAINING -> twirp(exchange, 400, "invalid_argument");
                case GARBAGE -> respond(exchange, 200, "application/protobuf", "<html>", 0);
                case EMPTY_PAGE -> respond(exchange, 200, "text/html", "", 0);
                case OTHER_SERVER -> respond(exchange, 404, "text/plain", "404 page not found", 0);
                case CLOSING, UNREACHABLE -> {
                    // Closing the exchange without an answer closes its connection.
                }
            }
        }
    }

    private void serve(HttpExchange exchange, byte[] body, int missing) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = path.substring(path.lastIndexOf('/') + 1);
        Message request = read(path, body);
        if (!letIn(exchange, method, request)) {
            twirp(exchange, 401, "unauthenticated");
            return;
        }
        synchronized (this) {
            calls.add(new Call(method, request));
        }
        Optional<Message> answer = state.answer(request, method, port);
        if (answer.isEmpty()) {
            twirp(exchange, 404, "not_found");
            return;
        }
        respond(exchange, 200, "application/protobuf", answer.get().toByteArray(), missing);
    }

    private static Message read(String path, byte[] body) {
        try {
            return switch (path) {
                case "/twirp/livekit.Ingress/CreateIngress" -> CreateIngressRequest.parseFrom(body);
                case "/twirp/livekit.Ingress/ListIngress" -> ListIngressRequest.parseFrom(body);
                case "/twirp/livekit.Ingress/DeleteIngress" -> DeleteIngressRequest.parseFrom(body);
                case "/twirp/livekit.RoomService/ListRooms" -> ListRoomsRequest.parseFrom(body);
                case "/twirp/livekit.RoomService/DeleteRoom" -> DeleteRoomRequest.parseFrom(body);
                case "/twirp/livekit.RoomService/ListParticipants" ->
                        ListParticipantsRequest.parseFrom(body);
                case "/twirp/livekit.RoomService/UpdateParticipant" ->
                        UpdateParticipantRequest.parseFrom(body);
                case "/twirp/livekit.RoomService/RemoveParticipant" ->
                        RoomParticipantIdentity.parseFrom(body);
                default -> throw new IllegalArgumentException("LiveKit has no " + path);
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("no message for " + path, e);
        }
    }

    /** As LiveKit does it: the signature, the life of the token, and the grant of each method. */
    private static boolean letIn(HttpExchange exchange, String method, Message request) {
        String header =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                        .orElse("");
        try {
            Map<String, Object> grants =
                    JWT.require(Algorithm.HMAC256(SECRET))
                            .withIssuer(KEY)
                            .withClaimPresence("exp")
                            .build()
                            .verify(header.replaceFirst("^Bearer ", ""))
                            .getClaim("video")
                            .asMap();
            return switch (request) {
                case DeleteRoomRequest ignored -> grants.get("roomCreate") == Boolean.TRUE;
                case ListRoomsRequest ignored -> grants.get("roomList") == Boolean.TRUE;
                case ListParticipantsRequest list -> administers(grants, list.getRoom());
                case UpdateParticipantRequest update -> administers(grants, update.getRoom());
                case RoomParticipantIdentity one -> administers(grants, one.getRoom());
                default -> method.contains("Ingress") && grants.get("ingressAdmin") == Boolean.TRUE;
            };
        } catch (JWTVerificationException e) {
            return false;
        }
    }

    private static boolean administers(Map<String, Object> grants, String room) {
        return grants.get("roomAdmin") == Boolean.TRUE && room.equals(grants.get("room"));
    }

    private void pause(Duration time) {
        try {
            closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void twirp(HttpExchange exchange, int status, String code) throws IOException {
        respond(
                exchange,
                status,
                "application/json",
                "{\"code\":\"%s\",\"msg\":\"as scripted\"}".formatted(code),
                0);
    }

    private static void respond(
            HttpExchange exchange, int status, String type, String body, int missing)
            throws IOException {
        respond(exchange, status, type, body.getBytes(StandardCharsets.UTF_8), missing);
    }

    private static void respond(
            HttpExchange exchange, int status, String type, byte[] body, int missing)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        int length = body.length + missing;
        exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
    }
}
