package io.serai.broadcasts;

import io.serai.common.StreamId;
import java.util.Collection;
import java.util.Map;

/**
 * Who is in the chat of broadcasts. Whoever implements it counts the viewers; without one the media
 * servers' players count. Thread-safe.
 */
public interface Audience {
    /**
     * What was said in the chat of a broadcast.
     *
     * @param chatters how many different people wrote
     */
    record Talk(long messages, long chatters) {}

    /** How many watch each of these now; who is left out has none. */
    Map<StreamId, Integer> viewers(Collection<StreamId> streams);

    /** What was said so far. */
    Talk talk(StreamId stream);
}
