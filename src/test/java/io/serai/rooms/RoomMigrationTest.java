package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rooms that were made by an original PixelCast. */
class RoomMigrationTest {
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

    @Test
    void bringsTheRoomsOfAnOriginalPixelCastAlong() throws IOException {
        sql.execute(
                """
                CREATE TABLE pixelcast_rooms (
                    id uuid PRIMARY KEY, name text NOT NULL, stream_key text NOT NULL UNIQUE,
                    room_type text NOT NULL CHECK (room_type IN ('rtmp', 'webrtc')), room_url text NOT NULL,
                    created_at timestamptz NOT NULL DEFAULT now(),
                    discord_webhook_sent boolean NOT NULL DEFAULT false);
                INSERT INTO pixelcast_rooms VALUES
                    ('00000000-0000-4000-8000-000000000001', 'RTMP Room k1', 'k1', 'rtmp', '/rtmp/k1',
                        '2025-06-28T05:03:51Z', true),
                    ('00000000-0000-4000-8000-000000000002', 'WEBRTC Room k2', 'k2', 'webrtc', '/room/k2',
                        '2025-06-29T05:03:51Z', false)
                """);
        String statement = Files.readString(Path.of("docs/operate/import-pixelcast.sql"));

        sql.execute(statement);
        sql.execute(statement);

        RoomRepository rooms = new RoomRepository(JdbcClient.create(database));
        assertThat(rooms.newest(10))
                .extracting(Room::name, Room::type, Room::path, Room::announced)
                .containsExactly(
                        tuple("WEBRTC Room k2", RoomType.WEBRTC, "/room/k2", false),
                        tuple("RTMP Room k1", RoomType.RTMP, "/room/k1", true));
        assertThat(rooms.byKey("k1").orElseThrow().createdAt())
                .isEqualTo("2025-06-28T05:03:51Z");
        assertThat(
                        sql.queryForList(
                                """
                                SELECT concat_ws(' ', s.surface, s.title, s.many_publications, k.kind, k.value)
                                FROM streams s JOIN publish_keys k ON k.stream_id = s.id ORDER BY s.id, k.kind
                                """,
                                String.class))
                .containsExactlyInAnyOrder(
                        "pixelcast RTMP Room k1 f name k1",
                        "pixelcast WEBRTC Room k2 t app k2",
                        "pixelcast WEBRTC Room k2 t name k2");
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
