package io.serai.chat;

import io.serai.broadcasts.Audience;
import io.serai.common.StreamId;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Who watches broadcasts is who is in their chats. Thread-safe. */
@Component
final class ChatAudience implements Audience {
    private final Hub hub;
    private final StoredHistory history;

    ChatAudience(Hub hub, StoredHistory history) {
        this.hub = hub;
        this.history = history;
    }

    @Override
    public Map<StreamId, Integer> viewers(Collection<StreamId> streams) {
        return streams.stream()
                .distinct()
                .collect(Collectors.toMap(stream -> stream, hub::viewers));
    }

    @Override
    public Talk talk(StreamId stream) {
        ChatMessageRepository.Talked talked = history.talked(stream);
        return new Talk(talked.messages(), talked.chatters());
    }
}
