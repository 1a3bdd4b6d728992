package io.serai.live;

import io.serai.common.StreamId;
import io.serai.streams.Surface;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads sessions without a lock: for the reconciler, lists and figures. */
@Repository
class SessionRepository {
    private static final String ON_AIR =
            """
            SELECT a.stream_id, a.source, a.boot, a.client, a.path, a.state, a.updated_at,
                   EXISTS (SELECT 1 FROM live_sessions b
                           WHERE b.stream_id = a.stream_id AND b.publication = a.publication
                             AND b.state = 'contender' AND b.ended_at = 'infinity') AS contested
            FROM live_sessions a
            WHERE a.ended_at = 'infinity' AND a.state IN ('open', 'suspect')
            """;
    private static final String IS_ON_AIR =
            """
            SELECT EXISTS (SELECT 1 FROM live_sessions
                           WHERE stream_id = :stream AND ended_at = 'infinity' AND state IN ('open', 'suspect'))
            """;
    private static final String PUBLICATIONS =
            """
            SELECT k.value AS key, l.client, l.path, l.last_viewers, l.broadcast_started_at
            FROM publish_keys k
            JOIN streams s ON s.id = k.stream_id
            JOIN live_sessions l ON l.stream_id = k.stream_id
            WHERE k.kind IN ('name', 'app') AND k.value = ANY (?)
              AND s.surface = ?
              AND l.ended_at = 'infinity' AND l.state IN ('open', 'suspect')
            GROUP BY k.value, l.id
            ORDER BY l.id
            """;
    private static final String OF_STREAM =
            """
            SELECT id, state, source, boot, client, protocol, started_at, suspect_since,
                   nullif(ended_at, 'infinity') AS ended_at, reason, broadcast_id, peak_viewers, last_viewers
            FROM live_sessions
            WHERE stream_id = :stream AND id < :before
            ORDER BY id DESC
            LIMIT :limit
            """;
    private static final String BY_STATE =
            """
            SELECT state, count(*) AS sessions FROM live_sessions WHERE ended_at = 'infinity' GROUP BY state
            """;

    private static final String PUBLISHED_AS =
            """
            SELECT value FROM publish_keys WHERE kind = 'name' AND public_name(value) = :name
            """;

    private final JdbcClient jdbc;

    SessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<SessionRow> onAir() {
        return jdbc.sql(ON_AIR)
                .query(
                        (row, number) ->
                                new SessionRow(
                                        new StreamId(row.getLong("stream_id")),
                                        new Fence(
                                                row.getString("source"),
                                                row.getString("boot"),
                                                row.getString("client")),
                                        row.getString("path"),
                                        row.getString("state").equals("suspect"),
                                        row.getBoolean("contested"),
                                        instant(row, "updated_at")))
                .list();
    }

    boolean isOnAir(StreamId stream) {
        return jdbc.sql(IS_ON_AIR).param("stream", stream.value()).query(Boolean.class).single();
    }

    /** The key that has this public name. */
    Optional<String> publishedAs(String publicName) {
        return jdbc.sql(PUBLISHED_AS).param("name", publicName).query(String.class).optional();
    }

    Map<String, List<OnAirNow.Publication>> publications(Surface surface, Set<String> keys) {
        Map<String, List<OnAirNow.Publication>> byKey = new HashMap<>();
        jdbc.sql(PUBLICATIONS)
                .params(keys.toArray(String[]::new), surface.text())
                .query(
                        row -> {
                            byKey.computeIfAbsent(row.getString("key"), key -> new ArrayList<>())
                                    .add(
                                            new OnAirNow.Publication(
                                                    row.getString("path"),
                                                    row.getString("client"),
                                                    row.getInt("last_viewers"),
                                                    instant(row, "broadcast_started_at")
                                                            .orElseThrow()));
                        });
        return byKey;
    }

    /** The newest sessions of a stream. */
    List<SessionsJson.Session> of(StreamId stream, long before, int limit) {
        return jdbc.sql(OF_STREAM)
                .param("stream", stream.value())
                .param("before", before)
                .param("limit", limit)
                .query((row, number) -> describe(row))
                .list();
    }

    Map<String, Integer> byState() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        jdbc.sql(BY_STATE)
                .query(
                        row -> {
                            counts.put(row.getString("state"), row.getInt("sessions"));
                        });
        return counts;
    }

    private static SessionsJson.Session describe(ResultSet row) throws SQLException {
        return new SessionsJson.Session(
                row.getLong("id"),
                row.getString("state"),
                row.getString("source"),
                row.getString("boot"),
                row.getString("client"),
                row.getString("protocol"),
                row.getLong("broadcast_id"),
                instant(row, "started_at").map(Instant::toString).orElse(""),
                instant(row, "suspect_since").map(Instant::toString).orElse(null),
                instant(row, "ended_at").map(Instant::toString).orElse(null),
                row.getString("reason"),
                row.getInt("peak_viewers"),
                row.getInt("last_viewers"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }
}
