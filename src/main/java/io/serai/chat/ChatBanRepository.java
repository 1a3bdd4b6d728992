package io.serai.chat;

import io.serai.chat.Ban.Kind;
import io.serai.chat.Ban.Target;
import io.serai.chat.Ban.Whom;
import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Who may not enter or write, and what is to be taken out of what nodes remember. */
@Repository
class ChatBanRepository {
    private static final String OF_STREAM =
            """
            SELECT kind, target, value, until, reason, created_by, created_at
            FROM chat_bans
            WHERE stream_id = ? AND (until IS NULL OR until > ?)
            ORDER BY created_at DESC, kind, target, value
            LIMIT ?
            """;
    private static final String COUNT =
            """
            SELECT count(*) FROM chat_bans WHERE stream_id = ?
            """;
    private static final String PUT =
            """
            INSERT INTO chat_bans (stream_id, kind, target, value, until, reason, created_by, created_at)
            VALUES (?, ?, ?, ?, nullif(?, 'infinity'::timestamptz), nullif(?, ''), ?, ?)
            ON CONFLICT (stream_id, kind, target, value) DO UPDATE
            SET until = excluded.until, reason = excluded.reason,
                created_by = excluded.created_by, created_at = excluded.created_at
            """;
    private static final String REMOVE =
            """
            DELETE FROM chat_bans WHERE stream_id = ? AND kind = ? AND target = ? AND value = ?
            """;
    private static final String REMOVE_OVER =
            """
            DELETE FROM chat_bans
            WHERE (stream_id, kind, target, value) IN (
                SELECT stream_id, kind, target, value FROM chat_bans WHERE until < ? ORDER BY until LIMIT ?)
            """;
    private static final String ADD_REMOVAL =
            """
            INSERT INTO chat_removals (stream_id, message_id, user_id, at)
            VALUES (?, nullif(?, 0), nullif(?, ''), ?)
            """;
    private static final String REMOVALS_AFTER =
            """
            SELECT id, coalesce(message_id, 0) AS message_id, coalesce(user_id, '') AS user_id
            FROM chat_removals
            WHERE stream_id = ? AND id > ?
            ORDER BY id
            """;
    private static final String LAST_REMOVAL =
            """
            SELECT coalesce(max(id), 0) FROM chat_removals WHERE stream_id = ?
            """;
    private static final String FORGET_REMOVALS =
            """
            DELETE FROM chat_removals
            WHERE (stream_id, id) IN (SELECT stream_id, id FROM chat_removals WHERE at < ? ORDER BY at LIMIT ?)
            """;

    /** The driver sends it as infinity. */
    private static final OffsetDateTime FOR_GOOD = OffsetDateTime.MAX;

    private final JdbcTemplate jdbc;

    ChatBanRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One message, or all of a user, went.
     *
     * @param message 0: all of the user
     */
    record Removal(long id, long message, String userId) {}

    /** Those that hold, newest first. */
    List<Ban> of(StreamId stream, Instant now, int most) {
        return jdbc.query(OF_STREAM, (row, number) -> ban(row), stream.value(), time(now), most);
    }

    /** How many there are, also such that are over. */
    long count(StreamId stream) {
        return Objects.requireNonNull(jdbc.queryForObject(COUNT, Long.class, stream.value()));
    }

    void put(StreamId stream, Ban ban) {
        jdbc.update(
                PUT,
                stream.value(),
                ban.kind().text(),
                ban.whom().target().text(),
                ban.whom().value(),
                ban.until().map(ChatBanRepository::time).orElse(FOR_GOOD),
                ban.reason().orElse(""),
                ban.by(),
                time(ban.at()));
    }

    /** Whether there was one. */
    boolean remove(StreamId stream, Kind kind, Whom whom) {
        return jdbc.update(REMOVE, stream.value(), kind.text(), whom.target().text(), whom.value())
                == 1;
    }

    /** How many went whose time was over before that. */
    int removeOver(Instant time, int most) {
        return jdbc.update(REMOVE_OVER, time(time), most);
    }

    /** Adds to the batch: nodes take this message out. */
    void addRemoval(StreamId stream, long message, Instant now, SqlBatch batch) {
        batch.add(ADD_REMOVAL, stream.value(), message, "", now);
    }

    /** Adds to the batch: nodes take out whatever this user wrote. */
    void addRemoval(StreamId stream, String userId, Instant now, SqlBatch batch) {
        batch.add(ADD_REMOVAL, stream.value(), 0L, userId, now);
    }

    List<Removal> removalsAfter(StreamId stream, long id) {
        return new ArrayList<>(
                jdbc.query(
                        REMOVALS_AFTER,
                        (row, number) ->
                                new Removal(
                                        row.getLong("id"),
                                        row.getLong("message_id"),
                                        row.getString("user_id")),
                        stream.value(),
                        id));
    }

    long lastRemoval(StreamId stream) {
        return Objects.requireNonNull(
                jdbc.queryForObject(LAST_REMOVAL, Long.class, stream.value()));
    }

    /** How many went that were written before that. */
    int forgetRemovals(Instant time, int most) {
        return jdbc.update(FORGET_REMOVALS, time(time), most);
    }

    private static Ban ban(ResultSet row) throws SQLException {
        return new Ban(
                Kind.of(row.getString("kind")),
                new Whom(Target.of(row.getString("target")), row.getString("value")),
                Optional.ofNullable(row.getObject("until", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("reason")),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
