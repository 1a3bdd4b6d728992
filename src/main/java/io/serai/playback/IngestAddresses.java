package io.serai.playback;

/** Where a stream is published by RTMP, and where it plays then. */
public record IngestAddresses(
        boolean success,
        String rtmpIngestUrl,
        String hlsPlaybackUrl,
        String flvPlaybackUrl,
        String rtmpPlaybackUrl,
        String app,
        String stream) {
    /** The name is a key. */
    @Override
    public String toString() {
        return "ingest addresses";
    }
}
