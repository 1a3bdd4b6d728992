package io.serai.media;

import io.serai.common.ControlException.Unavailable;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.live.MediaServerHttp.OtherStatus;
import io.serai.media.MediaJson.Done;
import io.serai.media.MediaJson.Failed;
import io.serai.media.MediaJson.FailedBehind;
import io.serai.media.MediaJson.Participants;
import io.serai.media.MediaJson.Requested;
import io.serai.media.MediaJson.StreamList;
import io.serai.media.PixelcastStreams.Listed;
import io.serai.media.PixelcastStreams.Visible;
import io.serai.srs.SrsRtc.Wish;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/**
 * What routes call for PixelCast's browsers: WebRTC, what is on air, how SRS does, who is in a
 * room. Texts and shapes are those of its front end. Each answers within 5 s. Thread-safe.
 */
@Component("media")
public final class MediaSteps {
    private static final int LONGEST_NAME = 128;

    private final SdpProxy sdp;
    private final PixelcastStreams streams;
    private final StreamStop stop;
    private final SrsMonitor monitor;
    private final PresenceList presence;

    MediaSteps(
            SdpProxy sdp,
            PixelcastStreams streams,
            StreamStop stop,
            SrsMonitor monitor,
            PresenceList presence) {
        this.sdp = sdp;
        this.streams = streams;
        this.stop = stop;
        this.monitor = monitor;
        this.presence = presence;
    }

    /** A browser wants to publish. */
    @Step
    public Answer publish(@Variable("call") HttpCall call) {
        return sdp.exchange(Wish.PUBLISH, call);
    }

    /** A browser wants to play. */
    @Step
    public Answer play(@Variable("call") HttpCall call) {
        return sdp.exchange(Wish.PLAY, call);
    }

    /** SRS's list, without the streams of other surfaces. */
    @Step
    public Answer list() {
        Visible visible;
        try {
            visible = streams.now();
        } catch (Unavailable e) {
            return e.getCause() instanceof OtherStatus other
                    ? Json.answer(
                            other.status() >= 400 ? other.status() : 502,
                            new Failed("SRS server error: " + other.status()))
                    : Json.answer(500, new FailedBehind("SRS: " + e.getMessage()));
        }
        List<Object> entries = visible.streams().stream().<Object>map(Listed::entry).toList();
        return Json.answer(
                200,
                new StreamList(
                        0,
                        visible.first().server(),
                        visible.first().service(),
                        visible.first().pid(),
                        entries));
    }

    /** Ends whoever publishes under a name, if it is not another surface's. */
    @Step
    public Answer stop(@Variable("call") HttpCall call) {
        Optional<String> name = call.query("stream");
        if (name.isEmpty()) {
            return Json.answer(400, new Failed("Stream ID is required"));
        }
        try {
            stop.stop(name.get(), call);
        } catch (Unavailable e) {
            return Json.answer(500, new FailedBehind("SRS: " + e.getMessage()));
        }
        return Json.answer(200, new Requested(true, "Stream " + name.get() + " stop requested"));
    }

    /** How SRS does, and the stream of a room. */
    @Step
    public Answer monitor(@Variable("call") HttpCall call) {
        Optional<String> room = call.query("roomName");
        return room.isEmpty()
                ? Json.answer(400, new Failed("Missing roomName parameter"))
                : monitor.of(call.query("app"), room.get());
    }

    /** Somebody is in a room, or has left it. */
    @Step
    public Answer attend(@Variable("call") HttpCall call) {
        Optional<String> room = name(call, "room");
        Optional<String> identity = name(call, "identity");
        if (room.isEmpty() || identity.isEmpty()) {
            return Json.answer(400, new Failed("Missing room or identity parameter"));
        }
        if (call.query("action").equals(Optional.of("leave"))) {
            presence.leave(room.get(), identity.get());
        } else {
            presence.join(room.get(), identity.get());
        }
        return Json.answer(200, new Done(true));
    }

    /** Who is in a room. */
    @Step
    public Answer participants(@Variable("call") HttpCall call) {
        Optional<String> room = name(call, "room");
        if (room.isEmpty()) {
            return Json.answer(400, new Failed("Missing room parameter"));
        }
        List<String> present = presence.in(room.get());
        return Json.answer(200, new Participants(room.get(), present, present.size()));
    }

    private static Optional<String> name(HttpCall call, String field) {
        return call.query(field)
                .filter(name -> name.codePointCount(0, name.length()) <= LONGEST_NAME);
    }
}
