package io.serai.chat;

import io.serai.chat.Slice.Event;
import io.serai.common.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The chat of one stream: who is in it, and the order of what they see. Thread-safe; nothing in it
 * waits for anything.
 */
final class Room {
    static final int LONGEST_MESSAGE = 200;

    private static final long MOST_WAIT_MS = 2000;

    private final StreamId stream;
    private final Hub hub;
    private final Slice[] slices;
    private final Semaphore reading = new Semaphore(1);

    // Guarded by this.
    private final Set<Connection> members = new HashSet<>();
    private final Set<Delayed> delayed = new HashSet<>();
    private final Tail tail;
    private final ViewThrottle throttle;
    private int next;
    private long emptySince = System.nanoTime();
    private boolean retired;
    private long askAgainAt = System.nanoTime();

    Room(StreamId stream, Hub hub, List<Loop> loops) {
        this.stream = stream;
        this.hub = hub;
        this.slices = loops.stream().map(Slice::new).toArray(Slice[]::new);
        this.tail = new Tail(hub.settings().remembered());
        this.throttle = new ViewThrottle(hub.settings().viewUpdatePause());
        this.next = Math.floorMod(stream.value(), slices.length);
    }

    /** A message that only its author has seen. Compared by identity. */
    private static final class Delayed {
        private final ChatMessage message;
        private final @Nullable Connection author;

        Delayed(ChatMessage message, @Nullable Connection author) {
            this.message = message;
            this.author = author;
        }
    }

    /** Where the next one is to be: small rooms stay together, large ones use every loop. */
    synchronized Slice slice() {
        if (members.size() >= hub.loopShare()) {
            next = (next + 1) % slices.length;
        }
        return slices[next];
    }

    /**
     * @return false: the room is closed, there is another one
     */
    synchronized boolean enter(Connection one, Entry entry) {
        if (retired) {
            return false;
        }
        members.add(one);
        Instant now = hub.now();
        List<byte[]> first = new ArrayList<>();
        first.add(ChatFrames.joined(stream, members.size(), now));
        if (entry.wantsPast()) {
            Tail.Part part =
                    entry.since().isPresent()
                            ? tail.after(entry.since().getAsLong())
                            : tail.last(entry.history());
            first.add(ChatFrames.history(stream, part.messages(), part.more(), now));
        }
        one.slice().add(new Event.Enter(one, first));
        countChanged();
        return true;
    }

    synchronized void leave(Connection one) {
        if (members.remove(one)) {
            if (members.isEmpty()) {
                emptySince = System.nanoTime();
            }
            countChanged();
        }
    }

    private void countChanged() {
        switch (throttle.changed(System.nanoTime())) {
            case TELL_NOW -> tellCount();
            case TELL_LATER ->
                    hub.later(Duration.ofNanos(throttle.left(System.nanoTime())), this::countDue);
            case NOTHING -> {}
        }
    }

    private synchronized void countDue() {
        if (throttle.due(System.nanoTime())) {
            tellCount();
        }
    }

    private void tellCount() {
        if (!members.isEmpty()) {
            broadcast(ChatFrames.viewers(stream, members.size(), hub.now()), null);
        }
    }

    /** A member wants to say something. */
    void write(Connection from, String content) {
        Member author = from.member();
        if (!author.moderator() && from.pace().tooFast(System.nanoTime())) {
            from.send(ChatFrames.error("Rate limit exceeded. Connection closed.", hub.now()));
            from.end(CloseCode.POLICY, "Rate limit exceeded");
            return;
        }
        if (content.codePointCount(0, content.length()) > LONGEST_MESSAGE) {
            from.send(ChatFrames.error("A message has at most 200 characters.", hub.now()));
            return;
        }
        ChatMessage message = accept(from, author, content);
        if (message != null) {
            hub.said(message);
        }
    }

    private synchronized @Nullable ChatMessage accept(
            Connection from, Member author, String content) {
        Instant now = hub.now();
        return switch (hub.judge(stream, author, content, now)) {
            case Judgement.Refuse(String text) -> {
                from.slice().add(new Event.ToOne(from, ChatFrames.error(text, now)));
                yield null;
            }
            case Judgement.Show(Duration delay) -> {
                ChatMessage message = new ChatMessage(hub.nextId(), stream, author, content, now);
                if (delay.isZero()) {
                    show(message, null);
                } else {
                    delay(new Delayed(message, from), delay);
                }
                yield message;
            }
        };
    }

    private void delay(Delayed message, Duration delay) {
        delayed.add(message);
        if (message.author != null) {
            Connection author = message.author;
            author.slice().add(new Event.ToOne(author, ChatFrames.said(message.message)));
        }
        hub.later(delay, () -> reveal(message));
    }

    private synchronized void reveal(Delayed message) {
        if (delayed.remove(message)) {
            show(message.message, message.author);
        }
    }

    private void show(ChatMessage message, @Nullable Connection except) {
        tail.add(message);
        broadcast(ChatFrames.said(message), except);
    }

    private void broadcast(byte[] frame, @Nullable Connection except) {
        Event event = new Event.ToAll(frame, except);
        for (Slice slice : slices) {
            slice.add(event);
        }
    }

    synchronized void delete(long id) {
        tail.remove(message -> message.id() == id);
        delayed.removeIf(one -> one.message.id() == id);
        broadcast(ChatFrames.deleted(stream, id, hub.now()), null);
    }

    synchronized void eraseUser(String userId) {
        Predicate<ChatMessage> theirs = message -> message.author().userId().equals(userId);
        Set<Long> removed = new HashSet<>(tail.remove(theirs));
        delayed.removeIf(
                one -> {
                    boolean out = theirs.test(one.message);
                    if (out) {
                        removed.add(one.message.id());
                    }
                    return out;
                });
        Instant now = hub.now();
        removed.stream()
                .sorted()
                .forEach(id -> broadcast(ChatFrames.deleted(stream, id, now), null));
    }

    /** Who is put out is not heard any more, either: what they wrote and nobody saw is gone. */
    synchronized void expel(Predicate<Member> who, String reason) {
        delayed.removeIf(one -> who.test(one.message.author()));
        byte[] error = ChatFrames.error(reason, hub.now());
        for (Connection one : members) {
            if (who.test(one.member())) {
                one.slice().add(new Event.Expel(one, error, reason));
            }
        }
    }

    synchronized void announce(String type, Map<String, Object> fields) {
        broadcast(ChatFrames.any(stream, type, fields, hub.now()), null);
    }

    synchronized void say(String username, String content) {
        broadcast(ChatFrames.system(stream, hub.nextId(), username, content, hub.now()), null);
    }

    synchronized int count() {
        return members.size();
    }

    /**
     * Learns what was said before the room was opened, once. Others who ask meanwhile wait a
     * little, and then do without.
     *
     * @param source the newest messages, one more than the room remembers; empty: not now
     */
    void readOlder(Supplier<Optional<List<ChatMessage>>> source) {
        try {
            if (!needsOlder() || !reading.tryAcquire(MOST_WAIT_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
            try {
                if (needsOlder()) {
                    source.get().ifPresentOrElse(this::addOlder, this::askLater);
                }
            } finally {
                reading.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean needsOlder() {
        return !tail.olderRead() && System.nanoTime() - askAgainAt >= 0;
    }

    private synchronized void askLater() {
        askAgainAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_WAIT_MS);
    }

    private synchronized void addOlder(List<ChatMessage> older) {
        int most = hub.settings().remembered();
        Set<Long> hidden = new HashSet<>();
        delayed.forEach(one -> hidden.add(one.message.id()));
        List<ChatMessage> shown =
                older.stream().filter(message -> !hidden.contains(message.id())).toList();
        tail.addOlder(shown, older.size() > most);
    }

    /** Closes the room if nobody has been in it for so long. */
    synchronized boolean retire(Duration linger) {
        retired =
                members.isEmpty()
                        && delayed.isEmpty()
                        && System.nanoTime() - emptySince >= linger.toNanos();
        return retired;
    }
}
