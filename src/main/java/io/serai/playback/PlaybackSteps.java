package io.serai.playback;

import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.playback.PlayerAddresses.Quality;
import io.serai.playback.StreamStatus.ListedStream;
import io.serai.srs.SrsApi;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/**
 * What PixelCast's pages ask before they publish or play; texts and shapes are those of its front
 * end. Thread-safe.
 */
@Component("playback")
public final class PlaybackSteps {
    /** Where SRS puts a stream that is published without an application, as OBS does here. */
    private static final MediaName DEFAULT_APP = new MediaName("__defaultApp__");

    /** All questions to SRS for one answer together take no longer. */
    private static final Duration LONGEST = Duration.ofMillis(4_800);

    private static final String ALPHANUMERIC =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int GUEST_LETTERS = 10;

    private final Addresses addresses;
    private final SrsStreams listed;
    private final SrsHttp http;
    private final ForeignKeys foreign;
    private final PlaybackSettings settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    PlaybackSteps(
            Addresses addresses,
            SrsStreams listed,
            SrsHttp http,
            ForeignKeys foreign,
            PlaybackSettings settings,
            Clock clock) {
        this.addresses = addresses;
        this.listed = listed;
        this.http = http;
        this.foreign = foreign;
        this.settings = settings;
        this.clock = clock;
    }

    /** Names and addresses for a participant of a WebRTC room; what is left out is made up. */
    @Step
    public Answer token(@Variable("call") HttpCall call) {
        MediaName room =
                MediaName.in(call, "roomName")
                        .orElseGet(() -> new MediaName(UUID.randomUUID().toString()));
        MediaName identity =
                MediaName.in(call, "identity").orElseGet(() -> new MediaName("Guest-" + letters()));
        String name = call.query("name").orElse("Guest");
        if (!MediaName.isText(name)) {
            throw new Invalid(
                    "The parameter name has more than "
                            + MediaName.LONGEST
                            + " characters, or some that no name has");
        }
        return Json.answer(
                200,
                new RoomAccess(
                        room.value(),
                        identity.value(),
                        name,
                        room.value() + "/" + identity.value(),
                        Json.time(clock.instant()),
                        Addresses.webRtc("whip", room, identity),
                        Addresses.webRtc("whep", room, identity),
                        addresses.hls(room, identity),
                        addresses.iceServers()));
    }

    /** Where a stream is published by RTMP. */
    @Step
    public Answer ingest(@Variable("call") HttpCall call) {
        MediaName stream = stream(call);
        MediaName app = app(call);
        return Json.answer(
                200,
                new IngestAddresses(
                        true,
                        addresses.rtmp(app, stream),
                        addresses.hls(app, stream),
                        addresses.flv(app, stream),
                        addresses.rtmp(app, stream),
                        app.value(),
                        stream.value()));
    }

    /** Whether a stream is on air at SRS, and who watches. */
    @Step
    public Answer status(@Variable("call") HttpCall call) {
        MediaName stream = stream(call);
        MediaName app = app(call);
        if (foreign.holds(app, stream)) {
            return status(app, stream, false, Optional.empty());
        }
        TimeLimit time = TimeLimit.of(LONGEST);
        try {
            Optional<SrsApi.Stream> found = listed.find(app, stream);
            return status(app, stream, isLive(app, stream, found, time), found);
        } catch (Unavailable e) {
            return unstored(
                    Json.answer(
                            500,
                            new Problem(
                                    "Internal server error",
                                    "SRS: " + String.valueOf(e.getMessage()))));
        }
    }

    /** Where a page plays a stream. Without SRS it is not on air; that is no error. */
    @Step
    public Answer player(@Variable("call") HttpCall call) {
        MediaName stream = stream(call);
        MediaName app = app(call);
        String hls = addresses.proxiedHls(call, app, stream, ".m3u8");
        String low = addresses.proxiedHls(call, app, stream, "_low.m3u8");
        return unstored(
                Json.answer(
                        200,
                        new PlayerAddresses(
                                true,
                                isLive(app, stream),
                                hls,
                                addresses.flv(app, stream),
                                low,
                                app.value(),
                                stream.value(),
                                List.of(
                                        new Quality("1080p", hls, 3000),
                                        new Quality("720p", low, 1500)))));
    }

    private static Answer status(
            MediaName app, MediaName stream, boolean live, Optional<SrsApi.Stream> found) {
        return unstored(
                Json.answer(
                        200,
                        new StreamStatus(
                                true,
                                live,
                                found.map(one -> one.listed().path("clients").asInt(0)).orElse(0),
                                app.value(),
                                stream.value(),
                                found.map(ListedStream::of).orElse(null))));
    }

    private boolean isLive(MediaName app, MediaName stream) {
        if (foreign.holds(app, stream)) {
            return false;
        }
        TimeLimit time = TimeLimit.of(LONGEST);
        Optional<SrsApi.Stream> found = Optional.empty();
        try {
            found = listed.find(app, stream);
        } catch (Unavailable e) {
            // Its other port may answer.
        }
        return isLive(app, stream, found, time);
    }

    /** What SRS does not list may play all the same: an edge learns of a stream by its player. */
    private boolean isLive(
            MediaName app, MediaName stream, Optional<SrsApi.Stream> found, TimeLimit time) {
        if (found.isPresent()) {
            return found.get().active();
        }
        Duration wait = time.leftOf(settings.flvWait());
        return wait.isPositive() && http.plays(app, stream, wait);
    }

    private static MediaName stream(HttpCall call) {
        return MediaName.in(call, "stream")
                .orElseThrow(() -> new Invalid("Missing stream parameter"));
    }

    private static MediaName app(HttpCall call) {
        return MediaName.in(call, "app").orElse(DEFAULT_APP);
    }

    /** What is on air is true at this moment only. */
    private static Answer unstored(Answer answer) {
        return answer.with("Cache-Control", "no-store");
    }

    private String letters() {
        StringBuilder letters = new StringBuilder(GUEST_LETTERS);
        for (int i = 0; i < GUEST_LETTERS; i++) {
            letters.append(ALPHANUMERIC.charAt(random.nextInt(ALPHANUMERIC.length())));
        }
        return letters.toString();
    }
}
