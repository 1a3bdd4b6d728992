package io.serai.chat;

import io.serai.chat.ChatMessageRepository.Talked;
import io.serai.chat.ChatMessageRepository.Written;
import io.serai.common.StreamId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What was said, as it was written down. Of a delayed chat nothing is told before its time.
 * Thread-safe.
 */
@Component
final class StoredHistory implements ChatHistory {
    private final ChatMessageRepository messages;
    private final Rulebook rules;
    private final ModerationSettings settings;
    private final Clock clock;

    StoredHistory(
            ChatMessageRepository messages,
            Rulebook rules,
            ModerationSettings settings,
            Clock clock) {
        this.messages = messages;
        this.rules = rules;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public List<ChatMessage> last(StreamId stream, int most) {
        return messages
                .before(stream, Long.MAX_VALUE, until(stream), most, false)
                .reversed()
                .stream()
                .map(Written::message)
                .toList();
    }

    /**
     * A page for who reads by REST, newest first.
     *
     * @param before only messages with a lower id
     * @param moderator also those that are deleted, or delayed
     */
    List<Written> page(StreamId stream, ChatRoom room, long before, int most, boolean moderator) {
        Instant now = clock.instant();
        Duration delay = moderator ? Duration.ZERO : room.delay(settings.delay());
        return messages.before(stream, before, now.minus(delay), most, moderator);
    }

    /** How much was said of what is kept. */
    Talked talked(StreamId stream) {
        return messages.talked(stream);
    }

    private Instant until(StreamId stream) {
        Duration delay =
                Optional.ofNullable(rules.rooms().get(stream))
                        .map(room -> room.room().delay(settings.delay()))
                        .orElse(Duration.ZERO);
        return clock.instant().minus(delay);
    }
}
