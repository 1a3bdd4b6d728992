package io.serai.destinations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.common.http.Json;
import io.serai.restream.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What StreamHelper's clients are answered about destinations: never a key, theirs or ours. */
final class DestinationAnswers {
    private DestinationAnswers() {}

    /**
     * A destination.
     *
     * @param deletedAt always null: deleted ones are not shown
     * @param profile only where the destination has one of its own
     */
    record ShownDestination(
            long id,
            long streamId,
            long ownerId,
            String platform,
            boolean enabled,
            String rtmpUrl,
            String displayName,
            String createdAt,
            String updatedAt,
            @Nullable String deletedAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String profile) {
        static ShownDestination of(Destination destination) {
            return new ShownDestination(
                    destination.id().value(),
                    destination.stream().value(),
                    destination.owner(),
                    destination.platform(),
                    destination.enabled(),
                    destination.url(),
                    destination.displayName(),
                    Json.time(destination.createdAt()),
                    Json.time(destination.updatedAt()),
                    null,
                    destination.profile().orElse(null));
        }
    }

    /** The same with the stream that is sent on. */
    record ListedDestination(
            long id,
            long streamId,
            long ownerId,
            String platform,
            boolean enabled,
            String rtmpUrl,
            String displayName,
            String createdAt,
            String updatedAt,
            @Nullable String deletedAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String profile,
            ParentStream stream) {
        static ListedDestination of(Destination destination, OwnedStream stream) {
            ShownDestination shown = ShownDestination.of(destination);
            return new ListedDestination(
                    shown.id(),
                    shown.streamId(),
                    shown.ownerId(),
                    shown.platform(),
                    shown.enabled(),
                    shown.rtmpUrl(),
                    shown.displayName(),
                    shown.createdAt(),
                    shown.updatedAt(),
                    null,
                    shown.profile(),
                    ParentStream.of(stream));
        }
    }

    /**
     * The stream that is sent on, without its key.
     *
     * @param deletedAt always null
     */
    record ParentStream(
            long id,
            long ownerId,
            boolean isLive,
            String createdAt,
            String updatedAt,
            @Nullable String deletedAt) {
        static ParentStream of(OwnedStream stream) {
            return new ParentStream(
                    stream.id().value(),
                    stream.owner().value(),
                    stream.live(),
                    Json.time(stream.createdAt()),
                    Json.time(stream.updatedAt()),
                    null);
        }
    }

    /**
     * What became of the keys that were encrypted with an older {@code ENCRYPTION_KEY}.
     *
     * @param reencrypted so many are encrypted with the present one now
     * @param unreadable ids of destinations whose key opens with none: their owners have to enter
     *     it anew
     */
    record RotatedKeys(int reencrypted, List<Long> unreadable) {}
}
