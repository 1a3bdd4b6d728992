package io.serai.chat;

import io.serai.common.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Rooms whose people a test puts there, and which remember what was done to them. */
final class RecordingRooms implements Rooms {
    private final Map<StreamId, List<Member>> present = new ConcurrentHashMap<>();
    private final List<String> done = new CopyOnWriteArrayList<>();

    Member enter(StreamId stream, Member member) {
        present.computeIfAbsent(stream, none -> new CopyOnWriteArrayList<>()).add(member);
        return member;
    }

    /** What was done to a room, in its order. */
    List<String> done(StreamId stream) {
        String start = stream + " ";
        return done.stream()
                .filter(one -> one.startsWith(start))
                .map(one -> one.substring(start.length()))
                .toList();
    }

    @Override
    public void delete(StreamId stream, long message) {
        done.add(stream + " delete " + message);
    }

    @Override
    public void eraseUser(StreamId stream, String userId) {
        done.add(stream + " erase " + userId);
    }

    @Override
    public void expel(StreamId stream, Predicate<Member> who, String reason) {
        present.getOrDefault(stream, List.of()).stream()
                .filter(who)
                .forEach(
                        member -> {
                            present.get(stream).remove(member);
                            done.add(stream + " expel " + member.userId() + ": " + reason);
                        });
    }

    @Override
    public void announce(StreamId stream, String type, Map<String, Object> fields) {
        done.add(stream + " " + type + " " + fields);
    }

    @Override
    public void say(StreamId stream, String username, String content) {
        done.add(stream + " " + username + " says " + content);
    }

    @Override
    public Set<StreamId> open() {
        return Set.copyOf(present.keySet());
    }
}
