package io.serai.chat;

import io.serai.common.StreamId;
import java.time.Instant;

/**
 * A message as the operator's routes get it.
 *
 * @param verified whether its author came with a ticket, so that id and name are not made up
 * @param moderator whether its author is the owner of the stream, or an admin
 */
public record ChatLine(
        long id,
        StreamId stream,
        String userId,
        String username,
        String content,
        boolean verified,
        boolean moderator,
        Instant at) {
    static ChatLine of(ChatMessage message) {
        Member author = message.author();
        return new ChatLine(
                message.id(),
                message.stream(),
                author.userId(),
                author.username(),
                message.content(),
                author.account().isPresent(),
                author.moderator(),
                message.at());
    }

    /** Not what was said. */
    @Override
    public String toString() {
        return "message " + id + " of stream " + stream;
    }
}
