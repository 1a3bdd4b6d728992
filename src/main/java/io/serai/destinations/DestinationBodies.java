package io.serai.destinations;

import org.jspecify.annotations.Nullable;

/** What clients send, as {@code /openapi.json} describes it; {@link Fields} reads it. */
final class DestinationBodies {
    private DestinationBodies() {}

    /**
     * @param platform as {@code /metadata} lists them
     * @param streamKey the platform's key: 1 to 512 printable characters without white space
     * @param rtmpUrl where the platform requires one; elsewhere only an address of the platform's
     *     counts
     * @param displayName up to 200 characters
     * @param enabled true by default
     * @param profile how ffmpeg sends to it; absent: as the platform usually takes it
     */
    record NewDestination(
            long streamId,
            String platform,
            String streamKey,
            @Nullable String rtmpUrl,
            @Nullable String displayName,
            @Nullable Boolean enabled,
            @Nullable String profile) {}

    /** What is absent stays. */
    record ChangedDestination(
            @Nullable Boolean enabled,
            @Nullable String streamKey,
            @Nullable String rtmpUrl,
            @Nullable String displayName,
            @Nullable String profile) {}

    /**
     * @param name the stream's key
     */
    record ClosedStream(String name) {}
}
