package io.serai.broadcasts;

import io.serai.broadcasts.Broadcast.Status;
import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class BroadcastRepository {
    private static final String INSERT =
            """
            INSERT INTO broadcasts (stream_id, owner_id, description, stream_key, created_at)
            VALUES (?, ?, NULLIF(?, ''), ?, ?)
            """;
    // Accounts of a gateway are known by their ids alone.
    private static final String BY_ID =
            """
            SELECT b.stream_id, b.owner_id, s.title, b.description, b.stream_key, b.created_at, b.ended_at,
                   CASE WHEN a.origin = 'here' THEN a.username ELSE 'user_' || b.owner_id END AS username,
                   coalesce(b.started_at, air.started_at) AS started_at,
                   CASE WHEN b.ended_at IS NOT NULL THEN 'ENDED'
                        WHEN b.idle_since IS NOT NULL OR air.started_at IS NOT NULL THEN 'LIVE'
                        ELSE 'IDLE' END AS status
            FROM broadcasts b
            JOIN streams s ON s.id = b.stream_id
            JOIN accounts a ON a.id = b.owner_id
            LEFT JOIN LATERAL (
                SELECT l.broadcast_started_at AS started_at
                FROM live_sessions l
                WHERE l.stream_id = b.stream_id AND l.state IN ('open', 'suspect')
                LIMIT 1) air ON true
            WHERE b.stream_id = :stream
            """;
    // Costs what is live, and not what was: both halves read a partial index.
    private static final String FEED =
            """
            WITH live AS MATERIALIZED (
                SELECT b.stream_id, coalesce(b.started_at, l.broadcast_started_at) AS started_at
                FROM live_sessions l
                JOIN broadcasts b ON b.stream_id = l.stream_id
                WHERE l.state IN ('open', 'suspect') AND b.ended_at IS NULL
                UNION
                SELECT b.stream_id, b.started_at FROM broadcasts b WHERE b.idle_since IS NOT NULL
            )
            SELECT (SELECT count(*) FROM live) AS total,
                   b.stream_id, b.owner_id, s.title, b.description, b.stream_key, b.created_at, b.ended_at,
                   CASE WHEN a.origin = 'here' THEN a.username ELSE 'user_' || b.owner_id END AS username,
                   page.started_at, 'LIVE' AS status
            FROM (SELECT 1) one
            LEFT JOIN (
                SELECT stream_id, started_at FROM live
                ORDER BY started_at DESC, stream_id DESC
                LIMIT :limit OFFSET :offset) page ON true
            LEFT JOIN broadcasts b ON b.stream_id = page.stream_id
            LEFT JOIN streams s ON s.id = b.stream_id
            LEFT JOIN accounts a ON a.id = b.owner_id
            ORDER BY page.started_at DESC, page.stream_id DESC
            """;
    private static final String FIRST_START =
            """
            SELECT min(broadcast_started_at) FROM live_sessions
            WHERE stream_id = :stream AND (reason IS NULL OR reason IN ('unpublish', 'lost'))
            """;
    private static final String SET_IDLE =
            """
            UPDATE broadcasts SET started_at = coalesce(started_at, ?), idle_since = ?
            WHERE stream_id = ? AND ended_at IS NULL
            """;
    private static final String SET_IN_USE =
            """
            UPDATE broadcasts SET idle_since = NULL WHERE stream_id = :stream
            """;
    private static final String END =
            """
            UPDATE broadcasts SET started_at = coalesce(started_at, ?), ended_at = ?, idle_since = NULL
            WHERE stream_id = ? AND ended_at IS NULL
            """;
    private static final String IDLE_STREAMS =
            """
            SELECT stream_id FROM broadcasts WHERE idle_since <= :until ORDER BY idle_since LIMIT :most
            """;
    private static final String LOCK_STREAM_OR_SKIP =
            """
            SELECT id FROM streams WHERE id = :stream FOR UPDATE SKIP LOCKED
            """;
    private static final String IDLE_SINCE =
            """
            SELECT idle_since FROM broadcasts WHERE stream_id = :stream AND idle_since <= :until
            """;

    private final JdbcClient jdbc;

    BroadcastRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One page of what is live, and how much is live. */
    record Feed(List<Broadcast> broadcasts, long total) {}

    void addInsertion(Broadcast made, SqlBatch batch) {
        batch.addForOneRow(
                INSERT,
                made.id().value(),
                made.owner().value(),
                made.description().orElse(""),
                made.key().value(),
                utc(made.createdAt()));
    }

    Optional<Broadcast> byId(StreamId stream) {
        return jdbc.sql(BY_ID)
                .param("stream", stream.value())
                .query((row, number) -> read(row))
                .optional();
    }

    /** Who began last comes first. */
    Feed feed(int limit, long offset) {
        List<Broadcast> page = new ArrayList<>();
        List<Long> totals =
                jdbc.sql(FEED)
                        .param("limit", limit)
                        .param("offset", offset)
                        .query(
                                (row, number) -> {
                                    if (row.getObject("stream_id") != null) {
                                        page.add(read(row));
                                    }
                                    return row.getLong("total");
                                })
                        .list();
        return new Feed(List.copyOf(page), totals.getFirst());
    }

    /** When the first publisher came, if ever one did. */
    Optional<Instant> firstStart(StreamId stream) {
        return jdbc.sql(FIRST_START)
                .param("stream", stream.value())
                .query((row, number) -> instant(row, 1))
                .single();
    }

    void addIdle(StreamId stream, Instant started, Instant since, SqlBatch batch) {
        batch.add(SET_IDLE, utc(started), utc(since), stream.value());
    }

    void addEnd(StreamId stream, Instant started, Instant at, SqlBatch batch) {
        batch.add(END, utc(started), utc(at), stream.value());
    }

    void setInUse(StreamId stream) {
        jdbc.sql(SET_IN_USE).param("stream", stream.value()).update();
    }

    /** Streams that nobody has published since then, the longest idle first. */
    List<StreamId> idleStreams(Instant until, int most) {
        return jdbc
                .sql(IDLE_STREAMS)
                .param("until", utc(until))
                .param("most", most)
                .query(Long.class)
                .list()
                .stream()
                .map(StreamId::new)
                .toList();
    }

    /** Locks the stream's row, unless somebody else has it: a hook that is being answered. */
    boolean lockStream(StreamId stream) {
        return jdbc.sql(LOCK_STREAM_OR_SKIP)
                .param("stream", stream.value())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** When the last publisher left, if that is long enough ago. */
    Optional<Instant> idleSince(StreamId stream, Instant until) {
        return jdbc.sql(IDLE_SINCE)
                .param("stream", stream.value())
                .param("until", utc(until))
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    private static Broadcast read(ResultSet row) throws SQLException {
        return new Broadcast(
                new StreamId(row.getLong("stream_id")),
                new UserId(row.getLong("owner_id")),
                row.getString("username"),
                row.getString("title"),
                Optional.ofNullable(row.getString("description")),
                new StreamKey(row.getString("stream_key")),
                Status.valueOf(row.getString("status")),
                instant(row, row.findColumn("started_at")),
                instant(row, row.findColumn("ended_at")),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
