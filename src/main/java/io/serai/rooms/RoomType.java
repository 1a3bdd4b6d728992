package io.serai.rooms;

import java.util.Locale;
import java.util.Optional;

/** How people publish into a room. */
enum RoomType {
    /** One encoder publishes by RTMP. */
    RTMP,
    /** Several browsers publish by WHIP. */
    WEBRTC;

    /** The word in the database, in JSON and in events. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type with exactly this word. */
    static Optional<RoomType> of(String text) {
        for (RoomType type : values()) {
            if (type.text().equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
