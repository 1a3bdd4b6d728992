package io.serai.playback;

import io.serai.common.ControlException.Invalid;
import io.serai.common.http.Answer;
import io.serai.common.http.Json;
import io.serai.playback.HlsPath.Kind;
import io.serai.playback.SrsHttp.Opened;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Passes on HLS of the configured SRS: playlists whole and rewritten, segments as they come. Any
 * page may embed them. Thread-safe.
 */
@Component
public final class HlsProxy {
    private static final Logger log = LoggerFactory.getLogger(HlsProxy.class);

    private static final Set<String> MEDIA_TYPES =
            Set.of(
                    "application/vnd.apple.mpegurl",
                    "application/x-mpegurl",
                    "audio/mpegurl",
                    "audio/x-mpegurl",
                    "video/mp2t");
    private static final Pattern RANGE =
            Pattern.compile("bytes=([0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})");
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes ([0-9]{1,18}-[0-9]{1,18}|\\*)/([0-9]{1,18}|\\*)");

    private final SrsHttp srs;
    private final ForeignKeys foreign;
    private final PlaybackSettings.Hls settings;
    private final Semaphore places;

    HlsProxy(SrsHttp srs, ForeignKeys foreign, PlaybackSettings settings) {
        this.srs = srs;
        this.foreign = foreign;
        this.settings = settings.hls();
        this.places = new Semaphore(this.settings.mostAtOnce());
    }

    /** An error without details. */
    record Refusal(String error) {}

    /**
     * Fetches a file.
     *
     * @param url path at SRS, decoded; it may have a query
     * @param range the request's header of this name
     * @throws Invalid if there is no path, or one that is not passed on
     */
    public HlsAnswer open(Optional<String> url, Optional<String> range) {
        HlsPath path = path(url.orElseThrow(() -> new Invalid("Missing url parameter")));
        if (foreign.anyOf(path.names())) {
            return refused(404);
        }
        if (!places.tryAcquire()) {
            return new HlsAnswer.Busy();
        }
        boolean arriving = false;
        try {
            HlsAnswer answer = fetch(path, range.filter(one -> RANGE.matcher(one).matches()));
            arriving = answer instanceof HlsAnswer.Arriving;
            return answer;
        } catch (IOException e) {
            log.debug("hls.failed kind={} reason=\"{}\"", path.kind(), e.getMessage());
            return new HlsAnswer.Whole(
                    Json.answer(
                            500,
                            new Problem(
                                    "Failed to proxy HLS stream",
                                    "SRS: " + String.valueOf(e.getMessage()))));
        } finally {
            if (!arriving) {
                places.release();
            }
        }
    }

    private static HlsPath path(String url) {
        if (HlsPath.kind(url).isEmpty()) {
            throw new Invalid("Invalid file type");
        }
        return HlsPath.read(url).orElseThrow(() -> new Invalid("Invalid url parameter"));
    }

    private HlsAnswer fetch(HlsPath path, Optional<String> range) throws IOException {
        TimeLimit time = TimeLimit.of(settings.answerWait());
        boolean segment = path.kind() == Kind.SEGMENT;
        Optional<String> wanted = range.filter(any -> segment);
        Opened opened = srs.open(path, wanted, time.left());
        DataSize largest = segment ? settings.largestSegment() : settings.largestPlaylist();
        HlsTransfer transfer = new HlsTransfer(opened, largest.toBytes());
        boolean arriving = false;
        try {
            if (opened.status() != 200 && !(opened.status() == 206 && wanted.isPresent())) {
                return refused(opened.status());
            }
            transfer.begin(time);
            if (!segment) {
                return playlist(path, opened, transfer, time);
            }
            arriving = true;
            return new HlsAnswer.Arriving(
                    opened.status(), segmentHeaders(opened), new Segment(transfer));
        } finally {
            if (!arriving) {
                transfer.close();
            }
        }
    }

    private HlsAnswer playlist(HlsPath path, Opened opened, HlsTransfer transfer, TimeLimit time)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        transfer.copyTo(bytes, time, time.left());
        Map<String, String> headers = headers(opened, "application/vnd.apple.mpegurl");
        headers.put("Cache-Control", "no-cache");
        byte[] body = new HlsPlaylist(srs.server(), path).rewrite(bytes.toByteArray());
        return new HlsAnswer.Whole(new Answer(200, headers, body));
    }

    /** SRS's own refusal; where it wants us to go elsewhere, we don't. */
    private static HlsAnswer refused(int status) {
        return new HlsAnswer.Whole(
                Json.answer(
                        status < 400 ? 502 : status, new Refusal("SRS server returned " + status)));
    }

    private static Map<String, String> segmentHeaders(Opened opened) {
        Map<String, String> headers = headers(opened, "video/mp2t");
        opened.headers()
                .firstValue("Content-Length")
                .ifPresent(length -> headers.put("Content-Length", length));
        opened.headers()
                .firstValue("Content-Range")
                .filter(range -> CONTENT_RANGE.matcher(range).matches())
                .ifPresent(range -> headers.put("Content-Range", range));
        opened.headers()
                .firstValue("Accept-Ranges")
                .filter("bytes"::equals)
                .ifPresent(unit -> headers.put("Accept-Ranges", unit));
        return headers;
    }

    /** A type that is none of HLS's could make a browser run what was published. */
    private static Map<String, String> headers(Opened opened, String usualType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "Content-Type",
                opened.headers()
                        .firstValue("Content-Type")
                        .filter(
                                type ->
                                        MEDIA_TYPES.contains(
                                                type.split(";", 2)[0]
                                                        .strip()
                                                        .toLowerCase(Locale.ROOT)))
                        .orElse(usualType));
        // Pages of the front end load only what says that it may be embedded.
        headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        return headers;
    }

    /** Holds one of the places until it is closed. */
    private final class Segment implements HlsAnswer.Body {
        private final HlsTransfer transfer;
        private boolean closed;

        Segment(HlsTransfer transfer) {
            this.transfer = transfer;
        }

        @Override
        public void copyTo(OutputStream out) throws IOException {
            transfer.copyTo(out, TimeLimit.of(settings.longest()), settings.stall());
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                transfer.close();
                places.release();
            }
        }
    }
}
