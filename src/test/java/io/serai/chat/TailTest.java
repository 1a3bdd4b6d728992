package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TailTest {
    private final Tail tail = new Tail(5);

    private static ChatMessage message(long id) {
        Member author = new Member("1", "Ann", Optional.empty(), false, "");
        return new ChatMessage(id, new StreamId(1), author, "message " + id, Instant.EPOCH);
    }

    private static List<ChatMessage> messages(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(TailTest::message).toList();
    }

    private static List<Long> ids(Tail.Part part) {
        return part.messages().stream().map(ChatMessage::id).toList();
    }

    @Test
    void putsWhatWasSaidBeforeInFrontOfWhatWasSaidMeanwhile() {
        tail.add(message(4));
        tail.addOlder(messages(1, 4), false);
        assertThat(ids(tail.last(9))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(tail.last(9).more()).isFalse();
        assertThat(tail.last(2).more()).isTrue();
    }

    @Test
    void saysWhenSomethingIsMissing() {
        tail.addOlder(messages(1, 2), false);
        messages(3, 9).forEach(tail::add);
        assertThat(ids(tail.after(2))).containsExactly(5L, 6L, 7L, 8L, 9L);
        assertThat(tail.after(2).more()).isTrue();
        assertThat(ids(tail.after(7))).containsExactly(8L, 9L);
        assertThat(tail.after(7).more()).isFalse();
    }

    @Test
    void goesOnAfterAMessageThatIsDeleted() {
        tail.addOlder(messages(1, 4), false);
        assertThat(tail.remove(one -> one.id() == 2)).containsExactly(2L);
        assertThat(ids(tail.after(2))).containsExactly(3L, 4L);
        assertThat(tail.after(2).more()).isFalse();
    }

    /** A moderator's message is not delayed, so it may be shown before an older one. */
    @Test
    void goesByTheOrderInWhichMessagesWereShown() {
        List.of(1L, 3L, 2L, 4L).forEach(id -> tail.add(message(id)));
        assertThat(ids(tail.after(3))).containsExactly(2L, 4L);
    }
}
