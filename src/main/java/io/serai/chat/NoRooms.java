package io.serai.chat;

import io.serai.common.StreamId;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Until there is a hub. */
@Component
final class NoRooms implements Rooms {
    @Override
    public void delete(StreamId stream, long message) {}

    @Override
    public void eraseUser(StreamId stream, String userId) {}

    @Override
    public void expel(StreamId stream, Predicate<Member> who, String reason) {}

    @Override
    public void announce(StreamId stream, String type, Map<String, Object> fields) {}

    @Override
    public void say(StreamId stream, String username, String content) {}

    @Override
    public Set<StreamId> open() {
        return Set.of();
    }
}
