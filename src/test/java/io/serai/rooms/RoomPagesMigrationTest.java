package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestPostgres;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Rooms that were made when RTMP rooms had pages of another form. */
class RoomPagesMigrationTest {
    private final DataSource database = TestPostgres.freshDatabase();
    private final JdbcTemplate sql = new JdbcTemplate(database);

    @Test
    void givesEveryRtmpRoomThePageOfARoomAtEachStart() {
        room("rtmp", "k1", "/rtmp/k1");
        room("rtmp", "k2", "/rtmp/something else");
        room("rtmp", "k3", "/room/k3");
        room("webrtc", "k4", "/rtmp/k4");
        room("rtmp", "k5", "/rtmpx");

        start();
        assertThat(pages())
                .containsExactly("/room/k1", "/room/k2", "/room/k3", "/rtmp/k4", "/rtmpx");

        sql.update("UPDATE rooms SET room_url = '/rtmp/k3' WHERE stream_key = 'k3'");
        start();
        assertThat(pages()).contains("/room/k3");
    }

    /** Flyway as Spring Boot configures it; there is nothing new to migrate. */
    private void start() {
        Flyway.configure().dataSource(database).load().migrate();
    }

    private void room(String type, String key, String page) {
        sql.update(
                """
                WITH stream AS (INSERT INTO streams (surface, title) VALUES ('pixelcast', 'x') RETURNING id)
                INSERT INTO rooms (id, name, stream_key, room_type, room_url, stream_id)
                SELECT gen_random_uuid(), 'x', ?, ?, ?, id FROM stream
                """,
                key,
                type,
                page);
    }

    private List<String> pages() {
        return sql.queryForList("SELECT room_url FROM rooms ORDER BY stream_key", String.class);
    }
}
