package io.serai.broadcasts;

import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.srs.RtcStream;
import io.serai.srs.SrsRtc.Outcome;
import io.serai.srs.SrsRtc.Wish;
import io.serai.srs.SrsServers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Takes WHIP and WHEP offers to the first SRS, and the answer back. Thread-safe. */
@Component
final class WebRtcProxy {
    /** What a stream's hook may ask for; every other argument would be SRS's own. */
    private static final List<String> PASSED_ON = List.of("token", "k");

    private final SrsServers servers;

    WebRtcProxy(SrsServers servers) {
        this.servers = servers;
    }

    Answer exchange(Wish wish, HttpCall call) {
        String app = call.query("app").orElse("live");
        String name = call.query("stream").orElseThrow(() -> new Invalid("stream is missing"));
        String offer = call.text();
        if (offer.isBlank()) {
            throw new Invalid("The SDP offer is missing");
        }
        RtcStream stream = new RtcStream(app, name, arguments(call));
        Outcome outcome =
                servers.first()
                        .orElseThrow(() -> new Unavailable("No SRS is configured"))
                        .api()
                        .rtc()
                        .offer(wish, stream, offer, call.caller().address());
        return switch (outcome) {
            case Outcome.Accepted(String sdp) ->
                    new Answer(
                            201,
                            Map.of("Content-Type", "application/sdp"),
                            sdp.getBytes(StandardCharsets.UTF_8));
            case Outcome.Refused ignored ->
                    throw new Denied(
                            "SRS refused: the token is wrong, the stream has ended, or the offer"
                                    + " can't be used");
            case Outcome.HungUpOn() ->
                    throw new Conflict("SRS refused: perhaps somebody else publishes the stream");
            case Outcome.OtherStatus(int status, _) ->
                    throw new Unavailable("SRS answered with status " + status);
            case Outcome.Unreadable(String reason) -> throw new Unavailable("SRS: " + reason);
        };
    }

    private static Map<String, String> arguments(HttpCall call) {
        Map<String, String> arguments = new HashMap<>();
        for (String name : PASSED_ON) {
            call.query(name).ifPresent(value -> arguments.put(name, value));
        }
        return arguments;
    }
}
