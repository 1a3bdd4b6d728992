package io.serai.restream;

import io.serai.common.StreamId;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a stream is sent on to, as it is kept.
 *
 * @param owner the id of the user whose it is
 * @param platform {@link Platform#id}
 * @param url the address without the key, as {@link Target#parse} takes it
 * @param profile of {@code serai.restream.profiles}; empty: the platform's
 * @param revision grows with each change that a running process does not know of
 */
public record Destination(
        DestinationId id,
        StreamId stream,
        long owner,
        String platform,
        String url,
        String displayName,
        Optional<String> profile,
        boolean enabled,
        SealedKey key,
        int revision,
        Instant createdAt,
        Instant updatedAt) {}
