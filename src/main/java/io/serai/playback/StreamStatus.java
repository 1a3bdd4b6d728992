package io.serai.playback;

import io.serai.srs.SrsApi;
import org.jspecify.annotations.Nullable;

/**
 * Whether a stream is on air at SRS.
 *
 * @param viewerCount SRS's {@code clients}: whoever plays, and the publisher
 * @param streamInfo null if SRS does not list the stream
 */
public record StreamStatus(
        boolean success,
        boolean isLive,
        int viewerCount,
        String app,
        String stream,
        @Nullable ListedStream streamInfo) {
    /**
     * What SRS says of the stream, in its words.
     *
     * @param publish {@code active} and {@code cid}
     * @param video null without video
     * @param audio null without sound
     */
    public record ListedStream(
            String id,
            String name,
            @Nullable String vhost,
            String app,
            @Nullable String tcUrl,
            String url,
            @Nullable Object publish,
            @Nullable Object video,
            @Nullable Object audio) {
        static ListedStream of(SrsApi.Stream stream) {
            return new ListedStream(
                    stream.id(),
                    stream.name(),
                    stream.listed().path("vhost").textValue(),
                    stream.app(),
                    stream.listed().path("tcUrl").textValue(),
                    stream.url(),
                    stream.listed().get("publish"),
                    stream.listed().get("video"),
                    stream.listed().get("audio"));
        }
    }

    /** The name is a key. */
    @Override
    public String toString() {
        return isLive ? "live" : "not live";
    }
}
