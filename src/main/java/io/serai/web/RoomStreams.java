package io.serai.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where server-sent events read what is on air in rooms. Thread-safe. */
interface RoomStreams {
    /**
     * By room, the streams whose name or application is the room's key, as SRS lists streams:
     * {@code name}, {@code app}, {@code clients}, {@code publish} with {@code active} and {@code
     * cid}, {@code video}, {@code audio} and so on. Asks no media server.
     *
     * @param rooms every room that somebody listens to
     * @throws RuntimeException if that is not known at the moment
     */
    Map<String, List<ObjectNode>> now(Set<String> rooms);

    /** Asks the media servers, for {@link #now} to know what they say; takes 5 s at most. */
    void look();
}
