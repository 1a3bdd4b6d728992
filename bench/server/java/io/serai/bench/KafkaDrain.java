package io.serai.bench;

import io.serai.database.DedicatedConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Gives the reaction to Kafka a backlog at once, and waits until it is drained. */
@RestController
@RequestMapping("/bench")
final class KafkaDrain {
    /** One statement, so that nobody sees a part of it: the time begins with its commit. */
    private static final String BACKLOG =
            """
            WITH event AS (
                INSERT INTO stream_events (stream_id, type, at, detail)
                SELECT 1 + n % ?, (ARRAY['stream.live', 'stream.ended'])[1 + n / ? % 2], now(),
                    jsonb_build_object('title', 'Benchmark', 'surface', 'streamhelper', 'broadcast', n,
                        'startedAt', '2026-01-01T00:00:00Z', 'reason', 'publish')
                FROM generate_series(0, ? - 1) AS n
                RETURNING id, stream_id, at),
            delivery AS (
                INSERT INTO deliveries (subscription, stream_id, event_id, event_at)
                SELECT 'kafka', stream_id, id, at FROM event ORDER BY id
                RETURNING stream_id)
            INSERT INTO delivery_lanes (subscription, stream_id, due_at)
            SELECT DISTINCT 'kafka', stream_id, now() FROM delivery
            """;

    private static final String LEFT =
            "SELECT EXISTS (SELECT FROM deliveries WHERE subscription = 'kafka')";

    private final DedicatedConnections connections;

    KafkaDrain(DedicatedConnections connections) {
        this.connections = connections;
    }

    /** Milliseconds from the commit of so many events, spread over so many streams, to the last one. */
    @PostMapping("/kafka")
    Map<String, Object> drain(@RequestParam int events, @RequestParam int streams)
            throws SQLException, InterruptedException {
        try (Connection connection = connections.open("bench")) {
            JdbcTemplate one = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            one.update(BACKLOG, streams, streams, events);
            long begin = System.nanoTime();
            while (Boolean.TRUE.equals(one.queryForObject(LEFT, Boolean.class))) {
                Thread.sleep(Duration.ofMillis(50));
            }
            return Map.of("ms", Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
    }
}
