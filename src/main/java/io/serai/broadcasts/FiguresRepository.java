package io.serai.broadcasts;

import io.serai.common.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads what sessions and their viewers' curves tell of a broadcast. */
@Repository
class FiguresRepository {
    /** The oldest sessions and points of longer broadcasts are left out. */
    private static final int MOST_SESSIONS = 200;

    private static final int MOST_POINTS = 1440;

    private static final String PLAYERS =
            """
            SELECT stream_id, count(*) AS players
            FROM live_viewers
            WHERE stream_id = ANY (?)
            GROUP BY stream_id
            """;
    // Who was turned away was never on air.
    private static final String SESSIONS =
            """
            SELECT started_at, CASE WHEN ended_at < 'infinity' THEN ended_at END AS ended_at, peak_viewers
            FROM live_sessions
            WHERE stream_id = :stream AND state <> 'contender'
              AND (reason IS NULL OR reason IN ('unpublish', 'lost'))
            ORDER BY started_at DESC, id DESC
            LIMIT :most
            """;
    private static final String CURVE =
            """
            SELECT v.at, sum(v.viewers) AS viewers
            FROM live_viewer_samples v
            JOIN live_sessions l ON l.id = v.session_id
            WHERE l.stream_id = :stream
            GROUP BY v.at
            ORDER BY v.at DESC
            LIMIT :most
            """;

    private final JdbcClient jdbc;

    FiguresRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One publisher's time on air. */
    record Session(Instant startedAt, Optional<Instant> endedAt, int peakViewers) {}

    record Point(Instant at, long viewers) {}

    Map<StreamId, Integer> players(Collection<StreamId> streams) {
        Map<StreamId, Integer> players = new HashMap<>();
        jdbc.sql(PLAYERS)
                .param(streams.stream().map(StreamId::value).toArray(Long[]::new))
                .query(
                        row -> {
                            players.put(
                                    new StreamId(row.getLong("stream_id")), row.getInt("players"));
                        });
        return players;
    }

    /** The newest first. */
    List<Session> sessions(StreamId stream) {
        return jdbc.sql(SESSIONS)
                .param("stream", stream.value())
                .param("most", MOST_SESSIONS)
                .query((row, number) -> session(row))
                .list();
    }

    /** The oldest first. */
    List<Point> curve(StreamId stream) {
        return jdbc.sql(CURVE)
                .param("stream", stream.value())
                .param("most", MOST_POINTS)
                .query((row, number) -> new Point(instant(row, "at"), row.getLong("viewers")))
                .list()
                .reversed();
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                instant(row, "started_at"),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getInt("peak_viewers"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
