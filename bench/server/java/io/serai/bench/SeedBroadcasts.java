package io.serai.bench;

import io.serai.database.DedicatedConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Fills the database with broadcasts of a thousand people, in place of all that was there. */
@RestController
@RequestMapping("/bench/broadcasts")
final class SeedBroadcasts {
    private static final String ACCOUNTS =
            """
            INSERT INTO accounts (id, origin, name, username, created_at, updated_at)
            SELECT n, 'gateway', 'user_' || n, 'user_' || n, now(), now() FROM generate_series(1, 1000) AS n
            ON CONFLICT DO NOTHING
            """;
    private static final String STREAMS =
            """
            INSERT INTO streams (id, surface, title, owner_id)
            SELECT n, 'live-service', 'A broadcast with a title as people give them, ' || n, 1 + n % 1000
            FROM generate_series(1, ?) AS n
            """;
    // Who is live is spread over all of them, and in no order of time.
    private static final String BROADCASTS =
            """
            INSERT INTO broadcasts (stream_id, owner_id, description, stream_key, created_at, started_at, ended_at)
            SELECT n, 1 + n % 1000, 'What it is about', 'live_u' || 1 + n % 1000 || '_' || md5(n::text),
                   now() - interval '2 days', now() - random() * interval '1 day',
                   CASE WHEN n % (?::bigint / ?::bigint) <> 0 THEN now() END
            FROM generate_series(1, ?) AS n
            """;
    private static final String COUNTS =
            """
            UPDATE broadcast_counts
            SET live = (SELECT count(*) FROM broadcasts
                        WHERE started_at IS NOT NULL AND ended_at IS NULL AND stream_id % 64 = shard)
            """;

    private final DedicatedConnections connections;

    SeedBroadcasts(DedicatedConnections connections) {
        this.connections = connections;
    }

    /**
     * @param live every so manieth broadcast is, so it divides {@code total}
     */
    @PostMapping
    Map<String, Object> seed(@RequestParam long total, @RequestParam long live)
            throws SQLException {
        try (Connection connection = connections.open("bench")) {
            JdbcTemplate one =
                    new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            one.execute("TRUNCATE streams, broadcasts CASCADE");
            one.update(ACCOUNTS);
            one.update(STREAMS, total);
            one.execute("ALTER TABLE broadcasts DISABLE TRIGGER USER");
            one.update(BROADCASTS, total, live, total);
            one.execute("ALTER TABLE broadcasts ENABLE TRIGGER USER");
            one.execute("ANALYZE broadcasts");
            one.update(COUNTS);
            for (String table :
                    new String[] {"accounts", "streams", "broadcasts", "broadcast_counts"}) {
                one.execute("VACUUM ANALYZE " + table);
            }
        }
        return Map.of("total", total, "live", live);
    }
}
