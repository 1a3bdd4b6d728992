package io.serai.chat;

import io.serai.common.StreamId;
import io.serai.common.UserId;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The messages that were written down. */
@Repository
class ChatMessageRepository {
    private static final String ADD =
            """
            INSERT INTO chat_messages (stream_id, id, user_id, account_id, username, content, address, at)
            SELECT stream, id, person, nullif(account, 0), name, content, address, at
            FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                        ?::timestamptz[])
                AS said (stream, id, person, account, name, content, address, at)
            ON CONFLICT DO NOTHING
            """;
    private static final String COLUMNS =
            """
            SELECT id, user_id, account_id, username, content, address, at, deleted_at, deleted_by
            FROM chat_messages
            WHERE stream_id = ?
            """;
    private static final String SHOWN = "  AND deleted_at IS NULL\n";
    private static final String BEFORE =
            """
              AND id < ? AND at <= ?
            ORDER BY id DESC
            LIMIT ?
            """;
    private static final String DELETE =
            """
            UPDATE chat_messages SET deleted_at = ?, deleted_by = ?
            WHERE stream_id = ? AND id = ? AND deleted_at IS NULL
            """;
    private static final String EXISTS =
            """
            SELECT EXISTS (SELECT 1 FROM chat_messages WHERE stream_id = ? AND id = ?)
            """;
    private static final String ERASE =
            """
            DELETE FROM chat_messages WHERE user_id = ? AND stream_id = ?
            """;
    private static final String STREAMS_OF =
            """
            SELECT DISTINCT stream_id FROM chat_messages WHERE user_id = ?
            """;
    private static final String REMOVE_OLD =
            """
            DELETE FROM chat_messages
            WHERE (stream_id, id) IN (SELECT stream_id, id FROM chat_messages WHERE at < ? ORDER BY at LIMIT ?)
            """;
    private static final String TALK =
            """
            SELECT count(*) AS messages, count(DISTINCT user_id) AS chatters
            FROM chat_messages
            WHERE stream_id = ? AND deleted_at IS NULL
            """;

    private final JdbcTemplate jdbc;

    ChatMessageRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A message as it was written down; whether its author was a moderator is not.
     *
     * @param deletedAt empty: it is shown
     */
    record Written(ChatMessage message, Optional<Instant> deletedAt, Optional<String> deletedBy) {}

    /** How much was said, and by how many. */
    record Talked(long messages, long chatters) {}

    /** All of them in one statement; what is there already stays. */
    void add(List<ChatMessage> messages) {
        jdbc.update(
                ADD,
                array(messages, Long.class, one -> one.stream().value()),
                array(messages, Long.class, ChatMessage::id),
                array(messages, String.class, one -> storable(one.author().userId())),
                array(
                        messages,
                        Long.class,
                        one -> one.author().account().map(UserId::value).orElse(0L)),
                array(messages, String.class, one -> storable(one.author().username())),
                array(messages, String.class, one -> storable(one.content())),
                array(messages, String.class, one -> one.author().addressHash()),
                array(messages, String.class, one -> one.at().toString()));
    }

    /**
     * The newest below an id, newest first.
     *
     * @param until what was said later is left out
     * @param deleted whether deleted ones are wanted too
     */
    List<Written> before(StreamId stream, long id, Instant until, int most, boolean deleted) {
        return jdbc.query(
                COLUMNS + (deleted ? "" : SHOWN) + BEFORE,
                (row, number) -> written(row, stream),
                stream.value(),
                id,
                time(until),
                most);
    }

    /** Whether it was there and not deleted. */
    boolean delete(StreamId stream, long message, String by, Instant now) {
        return jdbc.update(DELETE, time(now), by, stream.value(), message) == 1;
    }

    boolean exists(StreamId stream, long message) {
        return Boolean.TRUE.equals(
                jdbc.queryForObject(EXISTS, Boolean.class, stream.value(), message));
    }

    /** How many went. */
    int erase(StreamId stream, String userId) {
        return jdbc.update(ERASE, userId, stream.value());
    }

    List<StreamId> streamsOf(String userId) {
        return new ArrayList<>(
                jdbc.query(STREAMS_OF, (row, number) -> new StreamId(row.getLong(1)), userId));
    }

    /** How many went that were said before that. */
    int removeBefore(Instant time, int most) {
        return jdbc.update(REMOVE_OLD, time(time), most);
    }

    Talked talked(StreamId stream) {
        return Objects.requireNonNull(
                jdbc.queryForObject(
                        TALK,
                        (row, number) ->
                                new Talked(row.getLong("messages"), row.getLong("chatters")),
                        stream.value()));
    }

    private static Written written(ResultSet row, StreamId stream) throws SQLException {
        long account = row.getLong("account_id");
        Optional<UserId> holder =
                account == 0 ? Optional.empty() : Optional.of(new UserId(account));
        Member author =
                new Member(
                        row.getString("user_id"),
                        row.getString("username"),
                        holder,
                        false,
                        row.getString("address"));
        return new Written(
                new ChatMessage(
                        row.getLong("id"),
                        stream,
                        author,
                        row.getString("content"),
                        row.getObject("at", OffsetDateTime.class).toInstant()),
                Optional.ofNullable(row.getObject("deleted_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("deleted_by")));
    }

    /** PostgreSQL's text has no NUL, and half a pair of surrogates is no text at all. */
    private static String storable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace('\0', '\uFFFD');
    }

    @SuppressWarnings("unchecked")
    private static <T> T[] array(
            List<ChatMessage> messages, Class<T> type, Function<ChatMessage, T> part) {
        return messages.stream().map(part).toArray(size -> (T[]) Array.newInstance(type, size));
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
