package io.serai.broadcasts;

import io.serai.broadcasts.Broadcast.Status;
import io.serai.broadcasts.BroadcastEnding.Span;
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
            SELECT b.stream_id, b.owner_id, s.title, b.description, b.stream_key, b.created_at, b.started_at, b.ended_at,
                   CASE WHEN a.origin = 'here' THEN a.username ELSE 'user_' || b.owner_id END AS username,
                   CASE WHEN b.ended_at IS NOT NULL THEN 'ENDED'
                        WHEN b.started_at IS NOT NULL THEN 'LIVE'
                        ELSE 'IDLE' END AS status
            FROM broadcasts b
            JOIN streams s ON s.id = b.stream_id
            JOIN accounts a ON a.id = b.owner_id
            WHERE b.stream_id = :stream
            """;
    // The page is chosen by the index alone, from whichever end is nearer, and nothing is read for
    // one behind the last. Arrays, because of a subquery with a limit that is not known yet
    // PostgreSQL expects a tenth of the table. One statement, so that page and total are of one
    // moment.
    private static final String FEED =
            """
            WITH counted AS (
                SELECT total, :offset * 2 < total AS first_half
                FROM (SELECT sum(live)::bigint AS total FROM broadcast_counts) summed)
            SELECT counted.total,
                   b.stream_id, b.owner_id, s.title, b.description, b.stream_key, b.created_at, b.started_at, b.ended_at,
                   CASE WHEN a.origin = 'here' THEN a.username ELSE 'user_' || b.owner_id END AS username,
                   'LIVE' AS status
            FROM counted
            LEFT JOIN (broadcasts b
                JOIN streams s ON s.id = b.stream_id
                JOIN accounts a ON a.id = b.owner_id)
                ON b.stream_id = ANY (
                    ARRAY(
                        SELECT stream_id FROM broadcasts
                        WHERE started_at IS NOT NULL AND ended_at IS NULL
                        ORDER BY started_at DESC, stream_id DESC
                        LIMIT (SELECT CASE WHEN first_half THEN :limit ELSE 0 END FROM counted)
                        OFFSET :offset)
                    || ARRAY(
                        SELECT stream_id FROM broadcasts
                        WHERE started_at IS NOT NULL AND ended_at IS NULL
                        ORDER BY started_at, stream_id
                        LIMIT (SELECT CASE WHEN first_half THEN 0 ELSE greatest(0, least(:limit, total - :offset)) END
                               FROM counted)
                        OFFSET (SELECT greatest(0, total - :offset - :limit) FROM counted)))
            ORDER BY b.started_at DESC, b.stream_id DESC
            """;
    private static final String LIVE_SINCE =
            """
            SELECT started_at FROM broadcasts
            WHERE stream_id = :stream AND started_at IS NOT NULL AND ended_at IS NULL
            """;
    private static final String START =
            """
            UPDATE broadcasts SET started_at = coalesce(started_at, ?), idle_since = NULL
            WHERE stream_id = ? AND ended_at IS NULL
            """;
    // With every end the grace begins anew.
    private static final String SET_IDLE =
            """
            UPDATE broadcasts SET idle_since = ?
            WHERE stream_id = ? AND started_at IS NOT NULL AND ended_at IS NULL
            """;
    private static final String END =
            """
            UPDATE broadcasts SET ended_at = ?, idle_since = NULL
            WHERE stream_id = ? AND started_at IS NOT NULL AND ended_at IS NULL
            """;
    private static final String IDLE_STREAMS =
            """
            SELECT stream_id FROM broadcasts WHERE idle_since <= :until ORDER BY idle_since LIMIT :most
            """;
    private static final String IDLE_SPAN =
            """
            SELECT started_at, idle_since FROM broadcasts WHERE stream_id = :stream AND idle_since <= :until
            """;
    private static final String ENDED =
            """
            SELECT EXISTS (SELECT FROM broadcasts WHERE stream_key = :name AND ended_at IS NOT NULL)
                OR EXISTS (SELECT FROM broadcasts WHERE stream_id = :id AND ended_at IS NOT NULL)
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

    /** When the first publisher came, if the broadcast is live. */
    Optional<Instant> liveSince(StreamId stream) {
        return jdbc.sql(LIVE_SINCE)
                .param("stream", stream.value())
                .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional();
    }

    /** It is live from then on, or from earlier on if it is already. */
    void addStart(StreamId stream, Instant at, SqlBatch batch) {
        batch.add(START, utc(at), stream.value());
    }

    /** Nothing, unless it is live. */
    void addIdle(StreamId stream, Instant since, SqlBatch batch) {
        batch.add(SET_IDLE, utc(since), stream.value());
    }

    void addEnd(StreamId stream, Instant at, SqlBatch batch) {
        batch.addForOneRow(END, utc(at), stream.value());
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

    /** When it was on air, if its last publisher left that long ago. */
    Optional<Span> idleSpan(StreamId stream, Instant until) {
        return jdbc.sql(IDLE_SPAN)
                .param("stream", stream.value())
                .param("until", utc(until))
                .query(
                        (row, number) ->
                                new Span(
                                        instant(row, 1).orElseThrow(),
                                        instant(row, 2).orElseThrow()))
                .optional();
    }

    /**
     * Whether a broadcast with this key or id has ended.
     *
     * @param id what was published, if it is a number; else 0
     */
    boolean ended(String name, long id) {
        return jdbc.sql(ENDED).param("name", name).param("id", id).query(Boolean.class).single();
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
