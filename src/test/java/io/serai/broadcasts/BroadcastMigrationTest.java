package io.serai.broadcasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broadcasts.BroadcastRepository.Feed;
import io.serai.testing.TestPostgres;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class BroadcastMigrationTest {
    private final DataSource database = TestPostgres.freshDatabase();
    private final JdbcTemplate sql = new JdbcTemplate(database);

    /** Before V17 it was not written when a broadcast began. */
    @Test
    void whatIsLiveAtTheUpgradeIsInTheFeedAfterwards() {
        sql.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        Flyway.configure().dataSource(database).target("14").load().migrate();
        sql.execute(
                """
                INSERT INTO accounts (id, origin, username, name, created_at, updated_at)
                VALUES (1, 'gateway', 'user_1', 'user_1', now(), now());
                INSERT INTO streams (id, surface, title, owner_id)
                SELECT n, 'live-service', 'x', 1 FROM generate_series(1, 4) AS n;
                INSERT INTO broadcasts (stream_id, owner_id, stream_key, created_at, started_at, idle_since, ended_at)
                VALUES (1, 1, 'idle', now(), NULL, NULL, NULL),
                       (2, 1, 'live', now(), NULL, NULL, NULL),
                       (3, 1, 'in its grace', now(), '2026-03-01T19:00:00Z', now(), NULL),
                       (4, 1, 'ended', now(), now(), NULL, now());
                INSERT INTO live_sessions (stream_id, publication, state, source, boot, client, path, protocol, digest,
                    started_at, broadcast_id, broadcast_started_at)
                VALUES (2, '', 'open', 's', 'b', 'c', '/live/2', 'rtmp', '', now(), 1, '2026-03-01T20:00:00Z'),
                       (1, '', 'contender', 's', 'b', 'd', '/live/1', 'rtmp', '', now(), 2, now());
                """);

        Flyway.configure().dataSource(database).load().migrate();

        Feed feed = new BroadcastRepository(JdbcClient.create(database)).feed(10, 0);
        assertThat(feed.total()).isEqualTo(2);
        assertThat(feed.broadcasts())
                .extracting(one -> one.id() + " " + one.startedAt().orElseThrow())
                .containsExactly("2 2026-03-01T20:00:00Z", "3 2026-03-01T19:00:00Z");
    }
}
