package io.serai.srs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.ControlException.Unavailable;
import io.serai.live.MediaServerHttp;
import io.serai.live.MediaServerHttp.HungUp;
import io.serai.live.MediaServerHttp.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Gives the offers of WebRTC clients to one SRS. It asks by {@code /rtc/v1/publish/} and {@code
 * /rtc/v1/play/}, which SRS 5 to 7 serve beside WHIP: there a refusal is an answer, while WHIP's is
 * a closed connection. Thread-safe.
 */
public final class SrsRtc {
    /** The largest answer that is read; one with an SDP has some 5 KiB. */
    static final int MOST_BYTES = 256 * 1024;

    private static final JsonMapper JSON = new JsonMapper();

    private final MediaServerHttp http;
    private final URI base;

    SrsRtc(MediaServerHttp http, URI base) {
        this.http = http;
        this.base = base;
    }

    /** What a client wants to do with the stream. */
    public enum Wish {
        PUBLISH("/rtc/v1/publish/"),
        PLAY("/rtc/v1/play/");

        private final String path;

        Wish(String path) {
            this.path = path;
        }
    }

    /** How SRS took an offer. */
    public sealed interface Outcome {
        /** SRS waits for the client's media, or sends it. */
        record Accepted(String sdp) implements Outcome {}

        /**
         * SRS said no: a hook refused, the stream is taken, or the offer has nothing that it can
         * use. It does not say which.
         *
         * @param json its answer
         */
        record Refused(String json) implements Outcome {}

        /** As {@link Refused}, but SRS only ended the connection. */
        record HungUpOn() implements Outcome {}

        /** The answer has another status than 200. */
        record OtherStatus(int status, String text) implements Outcome {}

        /** The answer can't be read. */
        record Unreadable(String reason) implements Outcome {}
    }

    /**
     * Gives SRS an offer and waits for the answer, 4 s at most. SRS asks Serai by a hook meanwhile.
     *
     * @param client the address of whoever made the offer, for SRS's own lists
     * @throws Unavailable if SRS does not answer
     */
    public Outcome offer(Wish wish, RtcStream stream, String sdp, String client) {
        URI address = URI.create(base + wish.path);
        ObjectNode question = JSON.createObjectNode();
        question.put("api", address.toString());
        question.put("clientip", client);
        question.put("streamurl", "webrtc://" + base.getAuthority() + stream.path());
        question.put("sdp", sdp);
        try {
            return outcome(http.question().post(address, bytes(question), MOST_BYTES));
        } catch (Unavailable e) {
            if (e.getCause() instanceof HungUp) {
                return new Outcome.HungUpOn();
            }
            throw e;
        }
    }

    private static Outcome outcome(Reply reply) {
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        if (reply.status() < 200 || reply.status() > 299) {
            return new Outcome.OtherStatus(reply.status(), text);
        }
        JsonNode answer;
        try {
            answer = JSON.readTree(reply.body());
        } catch (IOException e) {
            return new Outcome.Unreadable("the answer is not JSON");
        }
        if (!answer.path("code").isIntegralNumber()) {
            return new Outcome.Unreadable("the answer has no code");
        }
        if (answer.get("code").longValue() != 0) {
            return new Outcome.Refused(text);
        }
        String sdp = answer.path("sdp").asText("");
        return sdp.isEmpty()
                ? new Outcome.Unreadable("the answer has no SDP")
                : new Outcome.Accepted(sdp);
    }

    private static byte[] bytes(JsonNode question) {
        try {
            return JSON.writeValueAsBytes(question);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
