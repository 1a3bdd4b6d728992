package io.serai.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** How a scripted SRS takes WebRTC offers at {@code /rtc/v1/publish/} and {@code /play/}. */
public final class ScriptedRtc {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String RECORDED = recorded();

    /** A recorded offer of a browser. */
    public static final String OFFER = part("OFFER<<<");

    /** The recorded answer to it. */
    public static final String ANSWER = part("ANSWER<<<");

    /** What it does with an offer. */
    public enum Reaction {
        ACCEPT,
        /** Status 200 with a code, which is how SRS refuses here. */
        REFUSE,
        /** The connection ends without an answer, which is how SRS refuses WHIP. */
        HANG_UP,
        /** Status 503 and a sentence. */
        STATUS,
        HTML,
        /** A success without an SDP. */
        NO_SDP,
        /** More than anybody should read. */
        HUGE
    }

    /** One offer. */
    public record Offer(String path, JsonNode json) {}

    private final List<Offer> offers = new CopyOnWriteArrayList<>();
    private volatile Reaction reaction = Reaction.ACCEPT;

    ScriptedRtc() {}

    /** What came so far. */
    public List<Offer> offers() {
        return offers;
    }

    /** From now on it reacts like this. */
    public void react(Reaction next) {
        reaction = next;
    }

    void serve(HttpExchange exchange, String server, String service) throws IOException {
        offers.add(
                new Offer(
                        exchange.getRequestURI().getPath(),
                        JSON.readTree(exchange.getRequestBody().readAllBytes())));
        ObjectNode success = success(server, service);
        switch (reaction) {
            case ACCEPT ->
                    respond(
                            exchange,
                            200,
                            success.put("sdp", ANSWER)
                                    .put("sessionid", "6718e251:a10c")
                                    .toString());
            case REFUSE -> respond(exchange, 200, "{\"code\":400}");
            case HANG_UP -> {
                // Closing the exchange without an answer closes its connection.
            }
            case STATUS -> respond(exchange, 503, "too busy\r\nto answer");
            case HTML -> respond(exchange, 200, "<html><body>It works!</body></html>");
            case NO_SDP -> respond(exchange, 200, success.toString());
            case HUGE ->
                    respond(exchange, 200, success.put("sdp", "a=".repeat(1024 * 1024)).toString());
        }
    }

    static ObjectNode success(String server, String service) {
        return JSON.createObjectNode()
                .put("code", 0)
                .put("server", server)
                .put("service", service)
                .put("pid", "27387");
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Connection", "Close");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }

    private static String part(String begin) {
        int from = RECORDED.indexOf(begin) + begin.length() + 1;
        int to = RECORDED.indexOf(">>>", from);
        return RECORDED.substring(from, to < 0 ? RECORDED.length() : to).replace("\n", "\r\n");
    }

    private static String recorded() {
        try (InputStream in =
                ScriptedRtc.class.getResourceAsStream("/fixtures/whip-offer-answer.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
