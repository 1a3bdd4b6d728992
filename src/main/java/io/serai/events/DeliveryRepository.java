package io.serai.events;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Deliveries as operators see them. */
@Component
final class DeliveryRepository {
    private static final String NEWEST =
            """
            SELECT d.id, d.subscription, d.stream_id, d.event_id, e.type, d.event_at, d.state,
                   d.attempts, d.last_error, d.created_at, d.changed_at
            FROM deliveries d
            LEFT JOIN LATERAL (
                SELECT type FROM stream_events WHERE id = d.event_id AND at = d.event_at LIMIT 1) e
                ON true
            WHERE d.state = ? AND d.id < ?
            ORDER BY d.id DESC
            LIMIT ?
            """;

    private static final String BY_ID =
            """
            SELECT d.id, d.subscription, d.stream_id, d.event_id, e.type, d.event_at, d.state,
                   d.attempts, d.last_error, d.created_at, d.changed_at
            FROM deliveries d
            LEFT JOIN LATERAL (
                SELECT type FROM stream_events WHERE id = d.event_id AND at = d.event_at LIMIT 1) e
                ON true
            WHERE d.id = ?
            """;

    private static final String REPLAY =
            """
            WITH again AS (
                UPDATE deliveries
                SET state = 'pending', replay = id, attempts = 0, changed_at = now()
                WHERE id = ? AND state = 'parked'
                RETURNING id, subscription, stream_id)
            INSERT INTO delivery_lanes (subscription, stream_id, replay, due_at)
            SELECT subscription, stream_id, id, now() FROM again
            ON CONFLICT (subscription, stream_id, replay)
            DO UPDATE SET due_at = now(), owner = NULL
            """;

    private static final String DELETE_OF_EVENTS_BEFORE =
            "DELETE FROM deliveries WHERE event_at < ?";

    private static final String COUNTS =
            """
            SELECT s.name AS subscription, states.state, count(d.id) AS deliveries
            FROM subscriptions s
            CROSS JOIN (VALUES ('pending'), ('parked')) AS states (state)
            LEFT JOIN deliveries d ON d.subscription = s.name AND d.state = states.state
            WHERE s.active OR d.id IS NOT NULL
            GROUP BY s.name, states.state
            """;

    private static final String OLDEST_DUE =
            """
            SELECT s.name, COALESCE(extract(epoch FROM now() - l.due_at), 0) AS seconds
            FROM subscriptions s
            LEFT JOIN LATERAL (
                SELECT due_at FROM delivery_lanes
                WHERE subscription = s.name AND due_at <= now()
                ORDER BY due_at LIMIT 1) l ON true
            WHERE s.active
            """;

    private final JdbcTemplate jdbc;

    DeliveryRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A delivery as the admin API shows it. */
    record Listed(
            long id,
            String subscription,
            long streamId,
            long eventId,
            Optional<String> eventType,
            Instant eventAt,
            String state,
            int attempts,
            Optional<String> lastError,
            Instant createdAt,
            Instant changedAt) {}

    record Count(String subscription, String state, long deliveries) {}

    record OldestDue(String subscription, double seconds) {}

    List<Listed> newest(String state, long below, int limit) {
        return jdbc.query(NEWEST, (row, n) -> listed(row), state, below, limit);
    }

    Optional<Listed> find(long id) {
        return jdbc.query(BY_ID, (row, n) -> listed(row), id).stream().findFirst();
    }

    /** Makes a parked delivery pending in a lane of its own; whether it was parked. */
    boolean replay(long id) {
        return jdbc.update(REPLAY, id) == 1;
    }

    int deleteOfEventsBefore(Instant at) {
        return jdbc.update(DELETE_OF_EVENTS_BEFORE, Timestamp.from(at));
    }

    List<Count> counts() {
        return jdbc.query(
                COUNTS,
                (row, n) ->
                        new Count(
                                row.getString("subscription"),
                                row.getString("state"),
                                row.getLong("deliveries")));
    }

    /** How long the lane that is due longest has waited, for each active subscription. */
    List<OldestDue> oldestDue() {
        return jdbc.query(
                OLDEST_DUE,
                (row, n) -> new OldestDue(row.getString("name"), row.getDouble("seconds")));
    }

    private static Listed listed(ResultSet row) throws SQLException {
        return new Listed(
                row.getLong("id"),
                row.getString("subscription"),
                row.getLong("stream_id"),
                row.getLong("event_id"),
                Optional.ofNullable(row.getString("type")),
                row.getTimestamp("event_at").toInstant(),
                row.getString("state"),
                row.getInt("attempts"),
                Optional.ofNullable(row.getString("last_error")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("changed_at").toInstant());
    }
}
