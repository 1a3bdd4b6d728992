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

/**
 * How a scripted SRS takes WebRTC offers at {@code /rtc/v1/publish/} and {@code /play/}, and by
 * WHIP and WHEP, where it refuses by ending the connection.
 */
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
        /** A success without an SDP; by WHIP one without a name for its session. */
        NO_SDP,
        /** More than anybody should read. */
        HUGE
    }

    /**
     * One offer.
     *
     * @param json the body; of WHIP and WHEP the parts of the request
     */
    public record Offer(String path, JsonNode json) {}

    private static final String SESSION = "6718e251:a10c";
    private static final String TOKEN = "82f9xj7x1";

    private final List<Offer> offers = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private volatile Reaction reaction = Reaction.ACCEPT;

    ScriptedRtc() {}

    /** What came so far. */
    public List<Offer> offers() {
        return offers;
    }

    /** The queries of WHIP sessions that were ended, in that order. */
    public List<String> ended() {
        return ended;
    }

    /** From now on it reacts like this. */
    public void react(Reaction next) {
        reaction = next;
    }

    void serve(HttpExchange exchange, String server, String service) throws IOException {
        if (exchange.getRequestURI().getPath().startsWith("/rtc/v1/wh")) {
            serveWhip(exchange);
            return;
        }
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
                            success.put("sdp", ANSWER).put("sessionid", SESSION).toString());
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

    private void serveWhip(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (exchange.getRequestMethod().equals("DELETE")) {
            endWhip(exchange, query);
            return;
        }
        offers.add(
                new Offer(
                        exchange.getRequestURI().getPath(),
                        JSON.createObjectNode()
                                .put("query", query)
                                .put("sdp", text(exchange))
                                .put("type", exchange.getRequestHeaders().getFirst("Content-Type"))
                                .put(
                                        "clientip",
                                        exchange.getRequestHeaders().getFirst("X-Real-IP"))));
        String location =
                "/rtc/v1/whip/?action=delete&token=%s&app=live&stream=whip3&session=%s"
                        .formatted(TOKEN, SESSION);
        switch (reaction) {
            case ACCEPT -> {
                exchange.getResponseHeaders().set("Location", location);
                respond(exchange, 201, "application/sdp", ANSWER);
            }
            case NO_SDP -> respond(exchange, 201, "application/sdp", ANSWER);
            case STATUS -> respond(exchange, 503, "too busy");
            case HTML -> respond(exchange, 200, "<html><body>It works!</body></html>");
            case HUGE -> respond(exchange, 201, "application/sdp", "a=".repeat(1024 * 1024));
            case REFUSE, HANG_UP -> {
                // Closing the exchange without an answer closes its connection.
            }
        }
    }

    private void endWhip(HttpExchange exchange, String query) throws IOException {
        if (query.contains("session=" + SESSION) && !query.contains("token=" + TOKEN)) {
            return;
        }
        ended.add(query);
        exchange.sendResponseHeaders(200, -1);
    }

    private static String text(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    static ObjectNode success(String server, String service) {
        return JSON.createObjectNode()
                .put("code", 0)
                .put("server", server)
                .put("service", service)
                .put("pid", "27387");
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        respond(exchange, status, "application/json", body);
    }

    private static void respond(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Connection", "Close");
        exchange.getResponseHeaders().set("Content-Type", type);
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
