package io.serai.chat;

import io.serai.audit.Actor;
import io.serai.common.ControlException.NotFound;
import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.streams.StreamCatalogue;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How a chat is changed: in one transaction under the lock of its stream's row, and in force on
 * this node when that returns. Thread-safe.
 */
@Component
final class ChatChanges {
    private static final Logger log = LoggerFactory.getLogger(ChatChanges.class);

    private final StreamCatalogue catalogue;
    private final ChatRoomRepository rooms;
    private final RulesWatch watch;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final Clock clock;

    ChatChanges(
            StreamCatalogue catalogue,
            ChatRoomRepository rooms,
            RulesWatch watch,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            Clock clock) {
        this.catalogue = catalogue;
        this.rooms = rooms;
        this.watch = watch;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What is changed; what stands in the batch is sent after it. */
    interface Change {
        void make(ChatRoom room, Instant now, SqlBatch batch);
    }

    /** The same for a stream that may not exist, with what came of it. */
    interface Removal {
        int make(Instant now, SqlBatch batch);
    }

    /**
     * @throws NotFound when there is no such stream
     */
    void make(StreamId stream, Change change) {
        transactions.executeWithoutResult(
                tx -> {
                    if (!catalogue.lock(stream)) {
                        throw noStream();
                    }
                    SqlBatch batch = new SqlBatch();
                    change.make(rooms.find(stream).orElseThrow(), now(), batch);
                    batch.run(jdbc);
                });
        tell(stream);
    }

    /** Removes something: a chat may be beside a stream that nobody knows any more. */
    int remove(StreamId stream, Removal removal) {
        Integer removed =
                transactions.execute(
                        tx -> {
                            SqlBatch batch = new SqlBatch();
                            boolean known = catalogue.lock(stream);
                            int rows = removal.make(now(), batch);
                            if (known) {
                                rooms.addVersion(stream, batch);
                            }
                            batch.run(jdbc);
                            return rows;
                        });
        tell(stream);
        return Objects.requireNonNull(removed);
    }

    /** The change is made; should the database fail just now, the next look tells the room. */
    private void tell(StreamId stream) {
        try {
            watch.apply(stream);
        } catch (DataAccessException | TransactionException e) {
            log.warn("chat.told-later stream={} reason=\"the database does not answer\"", stream);
        }
    }

    /** Who did something, as tables and moderators know it. */
    static String by(Actor actor) {
        return actor.account()
                .map(Object::toString)
                .orElseGet(() -> actor.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    static NotFound noStream() {
        return new NotFound("Stream not found");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
