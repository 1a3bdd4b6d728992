package io.serai.chat;

import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import io.serai.streams.ChatSettings;
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

/** What chats are like, and whom their owners follow or block. */
@Repository
class ChatRoomRepository {
    private static final String FIND =
            """
            SELECT s.id, s.owner_id, s.chat_enabled, s.chat_delayed, s.chat_followers_only,
                   coalesce(r.slow_mode_seconds, 0) AS slow_mode_seconds,
                   coalesce(r.delay_seconds, 0) AS delay_seconds,
                   coalesce(r.version, 0) AS version
            FROM streams s
            LEFT JOIN chat_rooms r ON r.stream_id = s.id
            WHERE s.id = ANY(?) AND s.deleted_at IS NULL
            """;
    private static final String TIES =
            """
            SELECT asked.owner, asked.person,
                   EXISTS (SELECT 1 FROM follows f
                           WHERE f.follower_id = asked.person AND f.followed_id = asked.owner) AS follows,
                   EXISTS (SELECT 1 FROM blocks b
                           WHERE b.blocker_id = asked.owner AND b.blocked_id = asked.person) AS blocked
            FROM unnest(?::bigint[], ?::bigint[]) AS asked (owner, person)
            """;
    private static final String RAISE_VERSION =
            """
            INSERT INTO chat_rooms AS room (stream_id, version) VALUES (?, 1)
            ON CONFLICT (stream_id) DO UPDATE SET version = room.version + 1
            """;
    private static final String SET =
            """
            INSERT INTO chat_rooms AS room (stream_id, slow_mode_seconds, delay_seconds, version)
            VALUES (?, ?, nullif(?, 0), 1)
            ON CONFLICT (stream_id) DO UPDATE
            SET slow_mode_seconds = excluded.slow_mode_seconds, delay_seconds = excluded.delay_seconds,
                version = room.version + 1
            """;
    private static final String ON_AIR_SINCE =
            """
            SELECT min(broadcast_started_at) FROM live_sessions
            WHERE stream_id = ? AND state IN ('open', 'suspect')
            """;

    private final JdbcClient jdbc;

    ChatRoomRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An account, and the owner to whom it may have a tie. */
    record Pair(UserId owner, UserId person) {}

    /** What somebody is to an owner. */
    record Standing(boolean follows, boolean blocked) {
        static final Standing NONE = new Standing(false, false);
    }

    Optional<ChatRoom> find(StreamId stream) {
        return Optional.ofNullable(find(List.of(stream)).get(stream));
    }

    /** Those of these that exist, in one query. */
    Map<StreamId, ChatRoom> find(Collection<StreamId> streams) {
        Map<StreamId, ChatRoom> found = new HashMap<>();
        Long[] ids = streams.stream().map(StreamId::value).toArray(Long[]::new);
        jdbc.sql(FIND)
                .param(ids)
                .query(
                        row -> {
                            found.put(new StreamId(row.getLong("id")), room(row));
                        });
        return found;
    }

    /** What each is to each owner, in one query. */
    Map<Pair, Standing> standings(List<Pair> pairs) {
        Map<Pair, Standing> found = new HashMap<>();
        jdbc.sql(TIES)
                .params(
                        pairs.stream().map(pair -> pair.owner().value()).toArray(Long[]::new),
                        pairs.stream().map(pair -> pair.person().value()).toArray(Long[]::new))
                .query(
                        row -> {
                            found.put(
                                    new Pair(
                                            new UserId(row.getLong("owner")),
                                            new UserId(row.getLong("person"))),
                                    new Standing(
                                            row.getBoolean("follows"), row.getBoolean("blocked")));
                        });
        return found;
    }

    /** Adds to the batch: other nodes read the bans of this chat anew. */
    void addVersion(StreamId stream, SqlBatch batch) {
        batch.add(RAISE_VERSION, stream.value());
    }

    /** Adds to the batch: the chat has this slow mode and this delay. */
    void addSettings(StreamId stream, int slowModeSeconds, int delaySeconds, SqlBatch batch) {
        batch.add(SET, stream.value(), slowModeSeconds, delaySeconds);
    }

    /** When the broadcast began that is on air. */
    Optional<Instant> onAirSince(StreamId stream) {
        return jdbc.sql(ON_AIR_SINCE)
                .param(stream.value())
                .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    private static ChatRoom room(ResultSet row) throws SQLException {
        long owner = row.getLong("owner_id");
        return new ChatRoom(
                owner == 0 ? Optional.empty() : Optional.of(new UserId(owner)),
                new ChatSettings(
                        row.getBoolean("chat_enabled"),
                        row.getBoolean("chat_delayed"),
                        row.getBoolean("chat_followers_only")),
                row.getInt("slow_mode_seconds"),
                row.getInt("delay_seconds"),
                row.getLong("version"));
    }
}
