package io.serai.studio;

import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.streams.ChatSettings;
import java.time.Instant;
import java.util.Optional;

/**
 * A creator's stream.
 *
 * @param ingressId the LiveKit ingress that the creator publishes to
 * @param serverUrl where that one is; the key belongs to it and is read only by who shows it
 * @param updatedAt the last change by the creator, or the beginning of the broadcast that is on air
 * @param liveSince when the broadcast began, if one is on air
 */
record StudioStream(
        StreamId id,
        UserId owner,
        String title,
        Optional<String> description,
        Optional<String> thumbnail,
        Optional<String> ingressId,
        Optional<String> serverUrl,
        ChatSettings chat,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> liveSince) {
    boolean live() {
        return liveSince.isPresent();
    }
}
