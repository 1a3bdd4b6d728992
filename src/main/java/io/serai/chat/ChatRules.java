package io.serai.chat;

import io.serai.common.StreamId;
import java.time.Instant;

/**
 * What a message of a member becomes. Pure memory, never the database: called on the reading thread
 * under the room's order. Thread-safe.
 */
interface ChatRules {
    Judgement judge(StreamId stream, Member member, String content, Instant now);
}
