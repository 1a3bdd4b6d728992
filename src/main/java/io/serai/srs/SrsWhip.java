package io.serai.srs;

import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Form;
import io.serai.live.MediaServerHttp;
import io.serai.live.MediaServerHttp.HungUp;
import io.serai.live.MediaServerHttp.Reply;
import io.serai.srs.SrsRtc.Wish;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gives the offers of WebRTC clients to one SRS by WHIP and WHEP, which SRS 5 to 7 serve alike. In
 * contrast to {@link SrsRtc} SRS names a session that can be ended, and does not say that it
 * refuses, but ends the connection. Thread-safe.
 */
public final class SrsWhip {
    private static final int CREATED = 201;

    private final MediaServerHttp http;
    private final String base;

    SrsWhip(MediaServerHttp http, String base) {
        this.http = http;
        this.base = base;
    }

    /**
     * What SRS calls a client that it has accepted. Who knows both parts can end it.
     *
     * @param id the client's and SRS's ICE names
     * @param token SRS's password for it
     */
    public record Session(String id, String token) {
        private static final Pattern ID =
                Pattern.compile("[A-Za-z0-9+/]{1,256}:[A-Za-z0-9+/]{1,256}");
        private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9]{1,64}");

        public Session {
            if (!ID.matcher(id).matches() || !TOKEN.matcher(token).matches()) {
                throw new IllegalArgumentException("not a session of SRS's");
            }
        }

        /** From the {@code Location} of its answer; empty if it is another one. */
        static Optional<Session> at(String location) {
            int query = location.indexOf('?');
            // Written as it is: a plus sign is one.
            Form fields = Form.parse(location.substring(query + 1).replace("+", "%2B"));
            return fields.get("session")
                    .flatMap(
                            id ->
                                    fields.get("token")
                                            .filter(token -> usable(id, token))
                                            .map(token -> new Session(id, token)));
        }

        private static boolean usable(String id, String token) {
            return ID.matcher(id).matches() && TOKEN.matcher(token).matches();
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /** How SRS took an offer. */
    public sealed interface Outcome {
        /**
         * SRS waits for the client's media, or sends it.
         *
         * @param session absent if SRS did not name it
         */
        record Accepted(String sdp, Optional<Session> session) implements Outcome {}

        /**
         * SRS ended the connection: a hook refused, the stream is taken, or the offer has nothing
         * that it can use. It does not say which.
         */
        record Refused() implements Outcome {}

        /** An answer that is none of WHIP's. */
        record OtherStatus(int status) implements Outcome {}
    }

    /**
     * Gives SRS an offer and waits for the answer, 4 s at most. SRS asks Serai by a hook meanwhile.
     *
     * @param client the address of whoever made the offer, for SRS's own lists
     * @throws Unavailable if SRS does not answer
     */
    public Outcome offer(Wish wish, RtcStream stream, String sdp, String client) {
        URI address = URI.create(base + path(wish) + "?" + stream.query());
        byte[] offer = sdp.getBytes(StandardCharsets.UTF_8);
        Reply reply;
        try {
            reply =
                    http.question()
                            .postFor(client, address, "application/sdp", offer, SrsRtc.MOST_BYTES);
        } catch (Unavailable e) {
            if (e.getCause() instanceof HungUp) {
                return new Outcome.Refused();
            }
            throw e;
        }
        return reply.status() == CREATED
                ? new Outcome.Accepted(
                        new String(reply.body(), StandardCharsets.UTF_8),
                        reply.headers().firstValue("Location").flatMap(Session::at))
                : new Outcome.OtherStatus(reply.status());
    }

    /**
     * Ends a session; one that has ended already is as good.
     *
     * @return false if there is one with another token
     * @throws Unavailable if SRS does not answer
     */
    public boolean end(Session session) {
        try {
            http.question()
                    .delete(
                            URI.create(
                                    base
                                            + path(Wish.PUBLISH)
                                            + "?action=delete&token="
                                            + session.token()
                                            + "&session="
                                            + session.id()));
            return true;
        } catch (Unavailable e) {
            if (e.getCause() instanceof HungUp) {
                return false;
            }
            throw e;
        }
    }

    private static String path(Wish wish) {
        return switch (wish) {
            case PUBLISH -> "/rtc/v1/whip/";
            case PLAY -> "/rtc/v1/whep/";
        };
    }
}
