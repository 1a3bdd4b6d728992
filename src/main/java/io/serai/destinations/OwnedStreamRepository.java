package io.serai.destinations;

import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.common.UserId;
import io.serai.live.Fence;
import io.serai.streams.Surface;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads whose streams are whose. Thread-safe. */
@Repository
class OwnedStreamRepository {
    private static final String LOCK_OWNER =
            """
            SELECT id FROM accounts WHERE id = :owner FOR NO KEY UPDATE
            """;
    private static final String LOCK =
            """
            SELECT id FROM streams WHERE id = :stream AND owner_id = :owner AND deleted_at IS NULL FOR UPDATE
            """;
    private static final String IS_OWNER =
            """
            SELECT EXISTS (SELECT 1 FROM streams WHERE id = :stream AND owner_id = :owner AND deleted_at IS NULL)
            """;
    private static final String COUNT =
            """
            SELECT count(*) FROM streams WHERE owner_id = :owner AND surface = :surface AND deleted_at IS NULL
            """;
    private static final String SELECT =
            """
            SELECT s.id, s.owner_id, s.created_at,
                   EXISTS (SELECT 1 FROM live_sessions l
                           WHERE l.stream_id = s.id AND l.state IN ('open', 'suspect')) AS live,
                   greatest(s.created_at, last.started_at, last.ended_at) AS updated_at
            """;
    // The index on (stream_id, ended_at) has the newest one at its end.
    private static final String FROM =
            """
            FROM streams s
            LEFT JOIN LATERAL (
                SELECT l.started_at, nullif(l.ended_at, 'infinity') AS ended_at
                FROM live_sessions l
                WHERE l.stream_id = s.id
                ORDER BY l.ended_at DESC
                LIMIT 1) last ON true
            """;
    private static final String BY_ID =
            SELECT
                    + FROM
                    + """
                    WHERE s.id = ANY (:streams) AND s.owner_id = :owner AND s.deleted_at IS NULL
                    """;
    private static final String WITH_KEYS =
            SELECT
                    + ", k.value AS key\n"
                    + FROM
                    + """
                    JOIN publish_keys k ON k.stream_id = s.id AND k.kind = 'name'
                    WHERE s.owner_id = :owner AND s.surface = :surface AND s.deleted_at IS NULL
                    ORDER BY s.id
                    """;
    private static final String PUBLISHERS =
            """
            SELECT source, boot, client FROM live_sessions
            WHERE stream_id = :stream AND state IN ('open', 'suspect')
            """;

    private final JdbcClient jdbc;

    OwnedStreamRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets nobody else add something of this owner until the caller's transaction ends. */
    void lockOwner(UserId owner) {
        jdbc.sql(LOCK_OWNER).param("owner", owner.value()).query(Long.class).optional();
    }

    /**
     * Locks the row until the caller's transaction ends: whoever writes an event of the stream
     * holds this lock. False if the owner has no such stream.
     */
    boolean lock(StreamId stream, UserId owner) {
        return jdbc.sql(LOCK)
                .param("stream", stream.value())
                .param("owner", owner.value())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    boolean isOwner(StreamId stream, UserId owner) {
        return jdbc.sql(IS_OWNER)
                .param("stream", stream.value())
                .param("owner", owner.value())
                .query(Boolean.class)
                .single();
    }

    /** How many somebody has that were made through this surface. */
    int count(UserId owner) {
        return jdbc.sql(COUNT)
                .param("owner", owner.value())
                .param("surface", Surface.STREAMHELPER.text())
                .query(Integer.class)
                .single();
    }

    /** Those of them that the owner has. */
    Map<StreamId, OwnedStream> byIds(Collection<StreamId> streams, UserId owner) {
        if (streams.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql(BY_ID)
                .param("streams", streams.stream().map(StreamId::value).toArray(Long[]::new))
                .param("owner", owner.value())
                .query((row, number) -> read(row))
                .list()
                .stream()
                .collect(Collectors.toUnmodifiableMap(OwnedStream::id, Function.identity()));
    }

    /** Those that were made through this surface, oldest first. */
    List<IngestStream> withKeys(UserId owner) {
        return jdbc.sql(WITH_KEYS)
                .param("owner", owner.value())
                .param("surface", Surface.STREAMHELPER.text())
                .query(
                        (row, number) ->
                                new IngestStream(read(row), new StreamKey(row.getString("key"))))
                .list();
    }

    /** Who is on air with it. */
    List<Fence> publishers(StreamId stream) {
        return jdbc.sql(PUBLISHERS)
                .param("stream", stream.value())
                .query(
                        (row, number) ->
                                new Fence(
                                        row.getString("source"),
                                        row.getString("boot"),
                                        row.getString("client")))
                .list();
    }

    private static OwnedStream read(ResultSet row) throws SQLException {
        return new OwnedStream(
                new StreamId(row.getLong("id")),
                new UserId(row.getLong("owner_id")),
                row.getBoolean("live"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("updated_at", OffsetDateTime.class))
                        .orElseThrow()
                        .toInstant());
    }
}
