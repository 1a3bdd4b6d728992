package io.serai.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The last messages of a room, in the order in which they were shown; for who comes late, or comes
 * back. Not thread-safe.
 */
final class Tail {
    private final int most;
    private final Deque<ChatMessage> messages = new ArrayDeque<>();
    private boolean olderRead;
    private boolean cut = true;

    Tail(int most) {
        this.most = most;
    }

    /**
     * @param more whether there are older ones that would belong to it
     */
    record Part(List<ChatMessage> messages, boolean more) {}

    void add(ChatMessage message) {
        messages.addLast(message);
        if (messages.size() > most) {
            messages.removeFirst();
            cut = true;
        }
    }

    /** Whether it holds what was said before the room was opened, too. */
    boolean olderRead() {
        return olderRead;
    }

    /**
     * Adds what was said before.
     *
     * @param older the newest ones that were kept, in their order; some may be here already
     * @param more whether there are still older ones
     */
    void addOlder(List<ChatMessage> older, boolean more) {
        Set<Long> known = messages.stream().map(ChatMessage::id).collect(Collectors.toSet());
        List<ChatMessage> unknown =
                older.stream().filter(message -> !known.contains(message.id())).toList();
        int room = most - messages.size();
        List<ChatMessage> fitting =
                unknown.subList(Math.max(0, unknown.size() - room), unknown.size());
        fitting.reversed().forEach(messages::addFirst);
        olderRead = true;
        cut = more || fitting.size() < unknown.size();
    }

    Part last(int wanted) {
        List<ChatMessage> all = new ArrayList<>(messages);
        int from = Math.max(0, all.size() - wanted);
        return new Part(List.copyOf(all.subList(from, all.size())), from > 0 || cut);
    }

    /** All that was shown after this message, as far as it is known. */
    Part after(long id) {
        List<ChatMessage> after = new ArrayList<>();
        for (ChatMessage message : messages.reversed()) {
            if (message.id() == id) {
                return new Part(after.reversed(), false);
            }
            after.add(message);
        }
        // It may have been deleted, or be older than what is known.
        boolean older = messages.stream().anyMatch(message -> message.id() < id);
        List<ChatMessage> newer = after.reversed().stream().filter(one -> one.id() > id).toList();
        return new Part(newer, !older && cut);
    }

    /** Takes messages out, and tells their ids. */
    Set<Long> remove(Predicate<ChatMessage> which) {
        Set<Long> removed = new HashSet<>();
        messages.removeIf(
                message -> {
                    boolean out = which.test(message);
                    if (out) {
                        removed.add(message.id());
                    }
                    return out;
                });
        return removed;
    }
}
