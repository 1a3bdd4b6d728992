package io.serai.broadcasts;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.srs.RtcStream;
import io.serai.srs.SrsRtc.Wish;
import io.serai.srs.SrsServers;
import io.serai.srs.SrsWhip;
import io.serai.srs.SrsWhip.Outcome;
import io.serai.srs.SrsWhip.Session;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Takes WHIP and WHEP to the first SRS, and its answers back. Thread-safe. */
@Component
final class WebRtcProxy {
    /** What a stream's hook may ask for; every other argument would be SRS's own. */
    private static final List<String> PASSED_ON = List.of("token", "k");

    private final SrsServers servers;
    private final WebRtcResources resources;

    WebRtcProxy(SrsServers servers, WebRtcResources resources) {
        this.servers = servers;
        this.resources = resources;
    }

    Answer exchange(Wish wish, HttpCall call) {
        String app = call.query("app").orElse("live");
        String name = call.query("stream").orElseThrow(() -> new Invalid("stream is missing"));
        String offer = call.text();
        if (offer.isBlank()) {
            throw new Invalid("The SDP offer is missing");
        }
        RtcStream stream = new RtcStream(app, name, arguments(call));
        Outcome outcome = srs().offer(wish, stream, offer, call.caller().address());
        return switch (outcome) {
            case Outcome.Accepted(String sdp, Optional<Session> session) -> {
                Answer accepted =
                        new Answer(
                                201,
                                Map.of("Content-Type", "application/sdp"),
                                sdp.getBytes(StandardCharsets.UTF_8));
                yield session.map(
                                one -> accepted.with("Location", path(wish) + resources.name(one)))
                        .orElse(accepted);
            }
            case Outcome.Refused() ->
                    throw new Denied(
                            "SRS refused: the token is wrong, somebody else publishes the stream or"
                                    + " it has ended, or the offer can't be used");
            case Outcome.OtherStatus(int status) ->
                    throw new Unavailable("SRS answered with status " + status);
        };
    }

    /** Ends what {@link #exchange} began; it may have ended meanwhile. */
    Answer end(HttpCall call) {
        Session session =
                call.pathVariable("resource")
                        .flatMap(resources::read)
                        .orElseThrow(() -> new NotFound("There is no such session"));
        if (!srs().end(session)) {
            throw new NotFound("There is no such session");
        }
        return Answer.empty(200);
    }

    private SrsWhip srs() {
        return servers.first()
                .orElseThrow(() -> new Unavailable("No SRS is configured"))
                .api()
                .whip();
    }

    private static String path(Wish wish) {
        return switch (wish) {
            case PUBLISH -> "/rtc/v1/whip/";
            case PLAY -> "/rtc/v1/whep/";
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
