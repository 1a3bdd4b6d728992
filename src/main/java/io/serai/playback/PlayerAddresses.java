package io.serai.playback;

import java.util.List;

/** Where a page plays a stream, and whether there is something to play. */
public record PlayerAddresses(
        boolean success,
        boolean isLive,
        String hlsPlaybackUrl,
        String flvPlaybackUrl,
        String hlsLowQualityUrl,
        String app,
        String stream,
        List<Quality> adaptivePlaylist) {
    public PlayerAddresses {
        adaptivePlaylist = List.copyOf(adaptivePlaylist);
    }

    /**
     * One of the qualities between which a player may choose.
     *
     * @param bitrate in kilobits a second
     */
    public record Quality(String quality, String url, int bitrate) {}

    /** The name is a key. */
    @Override
    public String toString() {
        return isLive ? "live" : "not live";
    }
}
