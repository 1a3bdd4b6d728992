package io.serai.chat;

import io.serai.common.StreamId;
import java.util.List;

/** Older messages than a room's tail holds. Thread-safe. */
interface ChatHistory {
    /** The newest, in the order in which they were shown. */
    List<ChatMessage> last(StreamId stream, int most);
}
