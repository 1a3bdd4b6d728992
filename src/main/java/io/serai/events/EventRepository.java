package io.serai.events;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The event log's table. */
@Component
final class EventRepository {
    /**
     * One statement, so that it costs no round trip of its own. A lane that exists is locked even
     * where it is not changed: so whoever is about to close it waits for us and then sees our
     * delivery. Lanes are locked in {@link Lane#LOCK_ORDER}. Of each stream it takes one event.
     */
    private static final String APPEND =
            """
            WITH event AS (
                INSERT INTO stream_events (stream_id, type, at, detail)
                SELECT stream_id, type, at, detail::jsonb
                FROM unnest(?::bigint[], ?::text[], ?::timestamptz[], ?::text[])
                    AS happened (stream_id, type, at, detail)
                RETURNING id, stream_id, type, at),
            delivery AS (
                INSERT INTO deliveries (subscription, stream_id, event_id, event_at)
                SELECT s.name, e.stream_id, e.id, e.at
                FROM event e JOIN subscriptions s ON s.active AND e.type = ANY (s.types)
                RETURNING subscription, stream_id)
            INSERT INTO delivery_lanes AS lane (subscription, stream_id, due_at)
            SELECT subscription, stream_id, now() FROM delivery ORDER BY stream_id, subscription
            ON CONFLICT (subscription, stream_id, replay)
            DO UPDATE SET due_at = lane.due_at WHERE false
            """;

    private static final String NEWEST =
            """
            SELECT id, type, at, detail::text AS detail
            FROM stream_events
            WHERE stream_id = ? AND id < ?
            ORDER BY id DESC
            LIMIT ?
            """;

    private final JdbcTemplate jdbc;

    EventRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** An event as the admin API shows it. */
    record Logged(long id, String type, Instant at, Map<String, Object> detail) {}

    static void append(NewEvent event, SqlBatch batch) {
        batch.addRow(
                APPEND,
                event.stream().value(),
                event.type(),
                OffsetDateTime.ofInstant(event.at(), ZoneOffset.UTC),
                EventJson.encodeDetail(event.detail()));
    }

    /** The newest events of a stream with an id below the given one. */
    List<Logged> newest(StreamId stream, long below, int limit) {
        return jdbc.query(NEWEST, (row, n) -> logged(row), stream.value(), below, limit);
    }

    private static Logged logged(ResultSet row) throws SQLException {
        return new Logged(
                row.getLong("id"),
                row.getString("type"),
                row.getTimestamp("at").toInstant(),
                EventJson.decodeDetail(row.getString("detail")));
    }
}
