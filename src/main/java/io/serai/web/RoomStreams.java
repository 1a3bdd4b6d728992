package io.serai.web;

import java.util.List;
import java.util.Map;

/** Where server-sent events read what is on air in a room. Thread-safe. */
public interface RoomStreams {
    /**
     * The streams whose name or application is the room's key, as SRS lists streams: {@code name},
     * {@code app}, {@code clients}, {@code publish} with {@code active} and {@code cid}, {@code
     * video}, {@code audio} and so on.
     *
     * @throws RuntimeException if that is not known at the moment
     */
    List<Map<String, Object>> now(String room);
}
