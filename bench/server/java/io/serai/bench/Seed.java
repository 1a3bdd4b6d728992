package io.serai.bench;

import io.serai.database.DedicatedConnections;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Fills the database, and makes the functions of {@link BareHooks} and {@link BareRooms}. */
@RestController
@RequestMapping("/bench")
final class Seed {
    /** The days over which events are spread, today among them. */
    private static final int DAYS = 30;

    private static final String STREAMS =
            """
            INSERT INTO streams (surface, title)
            SELECT 'streamhelper', 'Benchmark ' || n
            FROM generate_series((SELECT count(*) FROM streams) + 1, ?) AS n
            """;
    private static final String KEYS =
            """
            INSERT INTO publish_keys (stream_id, kind, value)
            SELECT id, 'name', 'bench-' || id FROM streams
            ON CONFLICT DO NOTHING
            """;
    private static final String PAST_SESSIONS =
            """
            INSERT INTO live_sessions (stream_id, publication, state, source, boot, client, path, protocol, digest,
                started_at, ended_at, reason, broadcast_id, broadcast_started_at)
            SELECT s.id, '', 'ended', 'srs:past', 'past', 'past-' || s.id, '/live/bench-' || s.id, 'rtmp', '',
                now() - interval '2 days', now() - interval '1 day', 'unpublish', 0, now() - interval '2 days'
            FROM streams s
            WHERE NOT EXISTS (SELECT FROM live_sessions l WHERE l.stream_id = s.id)
            """;
    private static final String PARTITION =
            """
            CREATE TABLE IF NOT EXISTS stream_events_%1$tY%1$tm%1$td PARTITION OF stream_events
            FOR VALUES FROM ('%1$tF') TO ('%2$tF')
            """;
    private static final String EVENTS =
            """
            INSERT INTO stream_events (stream_id, type, at, detail)
            SELECT 1 + (random() * (? - 1))::bigint,
                (ARRAY['stream.live', 'stream.ended'])[1 + n % 2],
                CAST(? AS date) + random() * interval '1 day',
                jsonb_build_object('title', 'Benchmark', 'surface', 'streamhelper', 'broadcast', n,
                    'startedAt', '2026-01-01T00:00:00Z', 'reason', 'publish')
            FROM generate_series(1, ?) AS n
            """;

    private final DedicatedConnections connections;

    Seed(DedicatedConnections connections) {
        this.connections = connections;
    }

    /** As many streams as named, and events of the last days; keeps what is there already. */
    @PostMapping("/seed")
    Map<String, Object> seed(@RequestParam long streams, @RequestParam long events)
            throws SQLException, IOException {
        try (Connection connection = connections.open("bench")) {
            fill(
                    new JdbcTemplate(new SingleConnectionDataSource(connection, true)),
                    streams,
                    events);
        }
        return Map.of("streams", streams, "events", events);
    }

    private static void fill(JdbcTemplate one, long streams, long events) throws IOException {
        one.execute(
                new ClassPathResource("bench-functions.sql")
                        .getContentAsString(StandardCharsets.UTF_8));
        one.update(STREAMS, streams);
        one.update(KEYS);
        one.update(PAST_SESSIONS);
        long have =
                Objects.requireNonNull(
                        one.queryForObject("SELECT count(*) FROM stream_events", Long.class));
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int ago = DAYS - 1; ago >= 0 && have < events; ago--) {
            LocalDate day = today.minusDays(ago);
            one.execute(PARTITION.formatted(day, day.plusDays(1)));
            one.update(EVENTS, streams, day, (events - have) / DAYS);
        }
        for (String table :
                new String[] {"streams", "publish_keys", "live_sessions", "stream_events"}) {
            one.execute("VACUUM ANALYZE " + table);
        }
    }
}
