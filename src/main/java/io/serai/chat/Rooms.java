package io.serai.chat;

import io.serai.common.StreamId;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What moderation and routes do to the people of a room at once. Thread-safe. */
interface Rooms {
    /** Takes one message away, also one whose delay is not over. */
    void delete(StreamId stream, long message);

    /** Takes away all that somebody has written. */
    void eraseUser(StreamId stream, String userId);

    /** Puts people out, and tells them why. */
    void expel(StreamId stream, Predicate<Member> who, String reason);

    /** Sends a frame of this type to everybody. */
    void announce(StreamId stream, String type, Map<String, Object> fields);

    /**
     * Says something that nobody of the room has written; it passes neither rules nor routes.
     *
     * @param username under which name
     */
    void say(StreamId stream, String username, String content);

    /** Streams in whose rooms somebody is. */
    Set<StreamId> open();
}
