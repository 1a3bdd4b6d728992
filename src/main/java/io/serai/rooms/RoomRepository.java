package io.serai.rooms;

import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.database.SqlBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class RoomRepository {
    private static final String INSERT =
            """
            INSERT INTO rooms (id, name, stream_key, room_type, room_url, created_at, stream_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String NEWEST =
            """
            SELECT id, name, stream_key, room_type, room_url, created_at, discord_webhook_sent, stream_id
            FROM rooms
            ORDER BY created_at DESC, stream_id DESC
            LIMIT :most
            """;
    private static final String COUNT =
            """
            SELECT count(*) FROM rooms
            """;
    private static final String BY_KEY =
            """
            SELECT id, name, stream_key, room_type, room_url, created_at, discord_webhook_sent, stream_id
            FROM rooms
            WHERE stream_key = :key
            """;
    private static final String BY_STREAM =
            """
            SELECT id, name, stream_key, room_type, room_url, created_at, discord_webhook_sent, stream_id
            FROM rooms
            WHERE stream_id = :stream
            """;
    private static final String IDLE_STREAMS =
            """
            SELECT stream_id FROM rooms WHERE idle_since <= :until ORDER BY idle_since LIMIT :most
            """;
    private static final String IDLE_BY_STREAM =
            """
            SELECT id, name, stream_key, room_type, room_url, created_at, discord_webhook_sent, stream_id
            FROM rooms
            WHERE stream_id = :stream AND idle_since <= :until
            """;
    private static final String SET_IDLE =
            """
            UPDATE rooms SET idle_since = ? WHERE stream_id = ?
            """;
    private static final String SET_IN_USE =
            """
            UPDATE rooms SET idle_since = NULL WHERE stream_id = :stream
            """;
    private static final String SET_ANNOUNCED =
            """
            UPDATE rooms SET discord_webhook_sent = true WHERE stream_id = :stream
            """;
    private static final String DELETE =
            """
            DELETE FROM rooms WHERE id = ?
            """;

    private static final RowMapper<Room> ROOM = (row, number) -> read(row);

    private final JdbcClient jdbc;

    RoomRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void addInsertion(Room room, SqlBatch batch) {
        batch.addForOneRow(
                INSERT,
                room.id(),
                room.name(),
                room.key().value(),
                room.type().text(),
                room.path(),
                utc(room.createdAt()),
                room.stream().value());
    }

    List<Room> newest(int most) {
        return jdbc.sql(NEWEST).param("most", most).query(ROOM).list();
    }

    long count() {
        return jdbc.sql(COUNT).query(Long.class).single();
    }

    Optional<Room> byKey(String key) {
        return jdbc.sql(BY_KEY).param("key", key).query(ROOM).optional();
    }

    Optional<Room> byStream(StreamId stream) {
        return jdbc.sql(BY_STREAM).param("stream", stream.value()).query(ROOM).optional();
    }

    /** Streams of rooms that nobody has published to since then, the longest idle first. */
    List<StreamId> idleStreams(Instant until, int most) {
        return jdbc
                .sql(IDLE_STREAMS)
                .param("until", utc(until))
                .param("most", most)
                .query(Long.class)
                .list()
                .stream()
                .map(StreamId::new)
                .toList();
    }

    Optional<Room> idleByStream(StreamId stream, Instant until) {
        return jdbc.sql(IDLE_BY_STREAM)
                .param("stream", stream.value())
                .param("until", utc(until))
                .query(ROOM)
                .optional();
    }

    void addIdle(StreamId stream, Instant since, SqlBatch batch) {
        batch.add(SET_IDLE, utc(since), stream.value());
    }

    void setInUse(StreamId stream) {
        jdbc.sql(SET_IN_USE).param("stream", stream.value()).update();
    }

    /** Whether there is such a room. */
    boolean setAnnounced(StreamId stream) {
        return jdbc.sql(SET_ANNOUNCED).param("stream", stream.value()).update() == 1;
    }

    void addDeletion(UUID room, SqlBatch batch) {
        batch.add(DELETE, room);
    }

    private static Room read(ResultSet row) throws SQLException {
        return new Room(
                row.getObject("id", UUID.class),
                row.getString("name"),
                new StreamKey(row.getString("stream_key")),
                RoomType.of(row.getString("room_type")).orElseThrow(),
                row.getString("room_url"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("discord_webhook_sent"),
                new StreamId(row.getLong("stream_id")));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
