package io.serai.restream;

import io.serai.common.StreamId;
import java.util.Optional;

/** A destination to be added; the parameters as in {@link Destination}. */
public record NewDestination(
        StreamId stream,
        long owner,
        String platform,
        String url,
        String displayName,
        Optional<String> profile,
        boolean enabled,
        TargetKey key) {}
