package io.serai.rooms;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.common.http.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What PixelCast's clients are answered about rooms; the keys in the order that they know. */
final class RoomAnswers {
    private RoomAnswers() {}

    /** The fields of a room that a creation and a validation show. */
    record RoomView(
            String id,
            String name,
            String streamKey,
            String type,
            String roomUrl,
            String createdAt) {
        static RoomView of(Room room, String frontendBaseUrl) {
            return new RoomView(
                    room.id().toString(),
                    room.name(),
                    room.key().value(),
                    room.type().text(),
                    frontendBaseUrl + room.path(),
                    Json.time(room.createdAt()));
        }

        @Override
        public String toString() {
            return "room " + id;
        }
    }

    /** The fields that lists and look-ups show. */
    record ListedRoom(
            String id,
            String name,
            String streamKey,
            String type,
            String roomUrl,
            String createdAt,
            boolean discordWebhookSent) {
        static ListedRoom of(Room room, String frontendBaseUrl) {
            RoomView view = RoomView.of(room, frontendBaseUrl);
            return new ListedRoom(
                    view.id(),
                    view.name(),
                    view.streamKey(),
                    view.type(),
                    view.roomUrl(),
                    view.createdAt(),
                    room.announced());
        }

        @Override
        public String toString() {
            return "room " + id;
        }
    }

    /**
     * What a client sends to make a room; described here, read by {@link RoomsSteps}.
     *
     * @param type {@code rtmp} or {@code webrtc}; RTMP if it is absent
     */
    record NewRoom(@Nullable String type) {}

    record CreatedRoom(boolean success, RoomView room) {}

    record RoomList(boolean success, List<ListedRoom> rooms) {}

    record FoundRoom(boolean success, ListedRoom room) {}

    record ValidRoom(boolean success, boolean exists, RoomView room) {}

    /**
     * @param details only where the question could not be answered
     */
    record NoRoom(
            boolean success,
            boolean exists,
            String error,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String details) {
        static NoRoom because(String error, Optional<String> details) {
            return new NoRoom(false, false, error, details.orElse(null));
        }
    }

    record DetailedError(String error, String details) {}
}
