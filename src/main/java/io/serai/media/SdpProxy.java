package io.serai.media;

import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.media.MediaJson.Failed;
import io.serai.media.MediaJson.FailedBehind;
import io.serai.srs.RtcStream;
import io.serai.srs.SrsRtc.Outcome;
import io.serai.srs.SrsRtc.Wish;
import io.serai.srs.SrsServers.SrsServer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Takes a browser's WebRTC offer to SRS, and the answer back. Thread-safe. */
@Component
final class SdpProxy {
    /** The rest of what SRS says is cut off. */
    private static final int MOST_QUOTED = 500;

    /** What a stream's hook may ask for; every other argument would be SRS's own. */
    private static final List<String> PASSED_ON = List.of("token", "k");

    private final PixelcastStreams streams;

    SdpProxy(PixelcastStreams streams) {
        this.streams = streams;
    }

    Answer exchange(Wish wish, HttpCall call) {
        Optional<String> app = call.query("app");
        Optional<String> name = call.query("stream");
        if (app.isEmpty() || name.isEmpty()) {
            return Json.answer(400, new Failed("Missing app or stream parameter"));
        }
        String offer = call.text();
        if (offer.isBlank()) {
            return Json.answer(400, new Failed("Missing SDP offer in request body"));
        }
        RtcStream stream = new RtcStream(app.get(), name.get(), arguments(call));
        try {
            SrsServer srs =
                    streams.serverOf(stream.app(), stream.name())
                            .orElseThrow(() -> new Unavailable("No SRS is configured"));
            return answer(
                    wish, srs.api().rtc().offer(wish, stream, offer, call.caller().address()));
        } catch (Unavailable e) {
            return Json.answer(500, new FailedBehind("SRS: " + e.getMessage()));
        }
    }

    private static Answer answer(Wish wish, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted(String sdp) ->
                    new Answer(
                            200,
                            Map.of("Content-Type", "application/sdp"),
                            sdp.getBytes(StandardCharsets.UTF_8));
            case Outcome.Refused(String json) ->
                    Json.answer(400, new Failed("SRS server error: " + quoted(json)));
            case Outcome.HungUpOn() -> Json.answer(403, new Failed(refusal(wish)));
            case Outcome.OtherStatus(int status, String text) ->
                    Json.answer(
                            status >= 400 ? status : 502,
                            new Failed("SRS server error: " + status + " - " + quoted(text)));
            case Outcome.Unreadable(String reason) ->
                    Json.answer(500, new Failed("SRS server error: " + reason));
        };
    }

    /** SRS does not say which of these it is. */
    private static String refusal(Wish wish) {
        return switch (wish) {
            case PUBLISH ->
                    "SRS refused the stream: its key is unknown, somebody else publishes it, or the"
                            + " offer can't be used";
            case PLAY ->
                    "SRS refused to play the stream: it may not be played, or the offer can't be"
                            + " used";
        };
    }

    private static Map<String, String> arguments(HttpCall call) {
        Map<String, String> arguments = new HashMap<>();
        for (String name : PASSED_ON) {
            call.query(name).ifPresent(value -> arguments.put(name, value));
        }
        return arguments;
    }

    private static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= MOST_QUOTED ? line : line.substring(0, MOST_QUOTED) + "...";
    }
}
