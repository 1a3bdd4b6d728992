package io.serai.studio;

import io.serai.common.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How often and how long a stream was on air, and who watched. */
@Repository
class AnalyticsRepository {
    /** Whoever was let in beside the one on air and went again was not on air. */
    private static final String ON_AIR_SINCE =
            """
            FROM live_sessions
            WHERE stream_id = :stream AND ended_at >= :since
              AND (state IN ('open', 'suspect') OR state = 'ended' AND reason NOT IN ('refuted', 'closed'))
            """;

    private static final String SESSIONS =
            """
            SELECT id, started_at, nullif(ended_at, 'infinity') AS ended_at, peak_viewers,
                   coalesce((SELECT avg(viewers) FROM live_viewer_samples v WHERE v.session_id = live_sessions.id),
                            last_viewers) AS average_viewers
            %s
            ORDER BY started_at DESC, id DESC
            LIMIT :limit OFFSET :offset
            """
                    .formatted(ON_AIR_SINCE);
    private static final String COUNT =
            """
            SELECT count(*) %s
            """
                    .formatted(ON_AIR_SINCE);

    /** At most so many points of each session: the average of what lies between two of them. */
    private static final String CURVES =
            """
            SELECT v.session_id, min(v.at) AS at, round(avg(v.viewers))::int AS viewers
            FROM live_viewer_samples v
            JOIN live_sessions l ON l.id = v.session_id
            WHERE v.session_id = ANY (?)
            GROUP BY v.session_id,
                floor(extract(epoch FROM v.at - l.started_at)
                    / greatest(60, extract(epoch FROM least(l.ended_at, ?) - l.started_at) / ?))
            ORDER BY v.session_id, at
            """;

    private final JdbcClient jdbc;

    AnalyticsRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One time on air.
     *
     * @param endedAt empty while it lasts
     */
    record Aired(
            long id,
            Instant startedAt,
            Optional<Instant> endedAt,
            int peakViewers,
            double averageViewers) {}

    /** How many watched around a moment. */
    record Watched(Instant at, int viewers) {}

    /** Those that had not ended by then, the newest first. */
    List<Aired> sessions(StreamId stream, Instant since, Page page) {
        return jdbc.sql(SESSIONS)
                .param("stream", stream.value())
                .param("since", since.atOffset(ZoneOffset.UTC))
                .param("limit", page.limit())
                .param("offset", page.offset())
                .query((row, number) -> aired(row))
                .list();
    }

    long count(StreamId stream, Instant since) {
        return jdbc.sql(COUNT)
                .param("stream", stream.value())
                .param("since", since.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    /** The curve of each of these sessions, in one query. */
    Map<Long, List<Watched>> curves(List<Long> sessions, Instant now, int points) {
        Map<Long, List<Watched>> curves = new HashMap<>();
        jdbc.sql(CURVES)
                .params(sessions.toArray(Long[]::new), now.atOffset(ZoneOffset.UTC), points)
                .query(
                        row -> {
                            curves.computeIfAbsent(
                                            row.getLong("session_id"), id -> new ArrayList<>())
                                    .add(
                                            new Watched(
                                                    instant(row, "at").orElseThrow(),
                                                    row.getInt("viewers")));
                        });
        return curves;
    }

    private static Aired aired(ResultSet row) throws SQLException {
        return new Aired(
                row.getLong("id"),
                instant(row, "started_at").orElseThrow(),
                instant(row, "ended_at"),
                row.getInt("peak_viewers"),
                row.getDouble("average_viewers"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }
}
