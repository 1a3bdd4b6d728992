package io.serai.playback;

import io.serai.common.StartRefused;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of playback.
 *
 * @param srs the HTTP server of the SRS whose HLS is passed on; nothing else is ever fetched
 * @param flvWait how long SRS may take to say whether a stream plays that it does not list; zero:
 *     it is not asked
 */
@ConfigurationProperties("serai.playback")
record PlaybackSettings(
        @DefaultValue("http://127.0.0.1:8080") URI srs,
        @DefaultValue("2s") Duration flvWait,
        @DefaultValue Hls hls) {
    PlaybackSettings {
        if (!isServer(srs)) {
            throw new StartRefused(
                    "serai.playback.srs is an address such as http://127.0.0.1:8080, with a host"
                            + " and without user or path; the one made of SRS_SERVER_IP and"
                            + " SRS_HTTP_PORT is not.");
        }
        if (flvWait.isNegative()) {
            throw new StartRefused("serai.playback.flv-wait is not negative.");
        }
    }

    /**
     * HLS that passes through Serai.
     *
     * @param answerWait from the request to the end of a playlist, or to the first byte of a
     *     segment
     * @param stall longest pause within a segment
     * @param longest from the first to the last byte of a segment
     * @param mostAtOnce past that, new requests get 503
     */
    record Hls(
            @DefaultValue("4s") Duration answerWait,
            @DefaultValue("5s") Duration stall,
            @DefaultValue("60s") Duration longest,
            @DefaultValue("1MB") DataSize largestPlaylist,
            @DefaultValue("64MB") DataSize largestSegment,
            @DefaultValue("500") int mostAtOnce) {
        Hls {
            positive("answer-wait", answerWait.isPositive());
            positive("stall", stall.isPositive());
            positive("longest", longest.isPositive());
            positive("largest-playlist", largestPlaylist.toBytes() > 0);
            positive("largest-segment", largestSegment.toBytes() > 0);
            positive("most-at-once", mostAtOnce > 0);
            if (largestPlaylist.compareTo(DataSize.ofMegabytes(64)) > 0) {
                throw new StartRefused(
                        "serai.playback.hls.largest-playlist is at most 64MB: playlists are kept"
                                + " in memory.");
            }
        }

        private static void positive(String key, boolean holds) {
            if (!holds) {
                throw new StartRefused("serai.playback.hls." + key + " is more than zero.");
            }
        }
    }

    private static boolean isServer(URI srs) {
        String path = srs.getRawPath();
        return ("http".equalsIgnoreCase(srs.getScheme())
                        || "https".equalsIgnoreCase(srs.getScheme()))
                && srs.getHost() != null
                && srs.getRawUserInfo() == null
                && (path == null || path.isEmpty() || path.equals("/"))
                && srs.getRawQuery() == null
                && srs.getRawFragment() == null;
    }
}
