package io.serai.chat;

import io.serai.common.StreamId;
import java.time.Instant;

/** One accepted message. Ids grow within a stream in the order in which it is shown. */
record ChatMessage(long id, StreamId stream, Member author, String content, Instant at) {
    /** Not what was said. */
    @Override
    public String toString() {
        return "message " + id + " of stream " + stream;
    }
}
