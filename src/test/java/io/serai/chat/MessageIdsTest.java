package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestPostgres;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

class MessageIdsTest {
    private final JdbcClient jdbc = JdbcClient.create(TestPostgres.freshDatabase());
    private final MessageIdRepository sequence = new MessageIdRepository(jdbc);

    @Test
    void growOverBlocksAndRestarts() {
        MessageIds ids = started(sequence);
        long last = catchUp(ids, grow(ids, 0, 3 * MessageIds.BLOCK));
        grow(started(sequence), last, 10);
    }

    @Test
    void growWhileTheDatabaseIsAwayAndAfterwards() {
        AtomicBoolean away = new AtomicBoolean();
        MessageIds.Blocks blocks =
                above -> {
                    if (away.get()) {
                        throw new DataAccessResourceFailureException("away");
                    }
                    return sequence.above(above);
                };
        MessageIds ids = started(blocks);
        away.set(true);
        long last = grow(ids, 0, 5 * MessageIds.BLOCK);
        away.set(false);
        long told = catchUp(ids, last);
        grow(started(sequence), told, 10);
    }

    private static MessageIds started(MessageIds.Blocks blocks) {
        MessageIds ids = new MessageIds(blocks);
        ids.start();
        return ids;
    }

    private long sequenceStandsAt() {
        return jdbc.sql("SELECT last_value FROM chat_message_ids").query(Long.class).single();
    }

    /** Ids go on until the database knows of all that were given; the last one of them. */
    private long catchUp(MessageIds ids, long after) {
        AtomicLong last = new AtomicLong(after);
        Awaitility.await()
                .until(
                        () -> {
                            last.set(grow(ids, last.get(), 1));
                            return sequenceStandsAt() + MessageIds.BLOCK > last.get();
                        });
        return last.get();
    }

    private static long grow(MessageIds ids, long after, int many) {
        long last = after;
        for (int i = 0; i < many; i++) {
            long id = ids.next();
            assertThat(id).isGreaterThan(last);
            last = id;
        }
        return last;
    }
}
