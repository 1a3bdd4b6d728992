package io.serai.streams;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class StreamRepository {
    private static final String INSERT =
            """
            INSERT INTO streams (surface, title, owner_id, many_publications)
            VALUES (:surface, :title, :owner, :many)
            RETURNING id
            """;
    private static final String INSERT_KEY =
            """
            INSERT INTO publish_keys (stream_id, kind, value) VALUES (:stream, :kind, :value)
            """;
    private static final String RETIRE =
            """
            UPDATE streams SET deleted_at = now() WHERE id = ? AND deleted_at IS NULL
            """;
    private static final String REMOVE_KEYS =
            """
            DELETE FROM publish_keys WHERE stream_id = ?
            """;
    private static final String LOCK =
            """
            SELECT id FROM streams WHERE id = :stream AND deleted_at IS NULL FOR UPDATE
            """;
    private static final String LOCK_UNLESS_BUSY =
            """
            SELECT id FROM streams WHERE id = :stream AND deleted_at IS NULL FOR UPDATE SKIP LOCKED
            """;
    private static final String SET_TITLE =
            """
            UPDATE streams SET title = ? WHERE id = ?
            """;
    private static final String SET_CHAT =
            """
            UPDATE streams
            SET chat_enabled = ?, chat_delayed = ?, chat_followers_only = ?
            WHERE id = ?
            """;
    private static final String REMOVE_KEYS_OF_KIND =
            """
            DELETE FROM publish_keys WHERE stream_id = ? AND kind = ?
            """;
    private static final String ADD_KEY =
            """
            INSERT INTO publish_keys (stream_id, kind, value) VALUES (?, ?, ?)
            """;
    private static final String FIND =
            """
            SELECT stream_id FROM publish_keys
            WHERE (kind = 'name' AND value = :name) OR (kind = 'app' AND value = :app)
            ORDER BY kind DESC
            LIMIT 1
            """;
    // Wider than the way by which a hook finds its stream: what holds another surface's key
    // anywhere
    // is that surface's, also if it was published wrongly.
    private static final String OF_OTHER_SURFACES =
            """
            SELECT asked.place
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS asked (app, name, place)
            WHERE EXISTS (
                SELECT 1
                FROM publish_keys k
                JOIN streams s ON s.id = k.stream_id
                WHERE k.kind IN ('name', 'app', 'token', 'ingress')
                  AND k.value IN (asked.app, asked.name)
                  AND s.surface <> ?)
               OR EXISTS (
                SELECT 1
                FROM publish_keys k
                JOIN streams s ON s.id = k.stream_id
                WHERE k.kind = 'token'
                  AND k.stream_id = CASE WHEN asked.name ~ '^[0-9]{1,18}$' THEN asked.name::bigint END
                  AND s.surface <> ?)
            """;

    private final JdbcClient jdbc;

    StreamRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    StreamId insert(NewStream stream) {
        OptionalLong owner = stream.owner();
        long id =
                jdbc.sql(INSERT)
                        .param("surface", stream.surface().text())
                        .param("title", stream.title())
                        .param("owner", owner.isPresent() ? owner.getAsLong() : null)
                        .param("many", stream.manyPublications())
                        .query(Long.class)
                        .single();
        for (NewStream.Key key : stream.keys()) {
            jdbc.sql(INSERT_KEY)
                    .param("stream", id)
                    .param("kind", key.kind().text())
                    .param("value", key.value())
                    .update();
        }
        return new StreamId(id);
    }

    void addRetirement(StreamId stream, SqlBatch batch) {
        batch.add(REMOVE_KEYS, stream.value()).add(RETIRE, stream.value());
    }

    boolean lock(StreamId stream) {
        return lock(LOCK, stream);
    }

    boolean lockUnlessBusy(StreamId stream) {
        return lock(LOCK_UNLESS_BUSY, stream);
    }

    private boolean lock(String statement, StreamId stream) {
        return jdbc.sql(statement)
                .param("stream", stream.value())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    void addTitle(StreamId stream, String title, SqlBatch batch) {
        batch.addForOneRow(SET_TITLE, title, stream.value());
    }

    void addChat(StreamId stream, ChatSettings chat, SqlBatch batch) {
        batch.addForOneRow(
                SET_CHAT, chat.enabled(), chat.delayed(), chat.followersOnly(), stream.value());
    }

    void addKeys(StreamId stream, KeyKind kind, List<String> values, SqlBatch batch) {
        batch.add(REMOVE_KEYS_OF_KIND, stream.value(), kind.text());
        values.forEach(value -> batch.addForOneRow(ADD_KEY, stream.value(), kind.text(), value));
    }

    Optional<StreamId> find(PublishedName published) {
        return jdbc.sql(FIND)
                .param("name", published.name())
                .param("app", published.app())
                .query(Long.class)
                .optional()
                .map(StreamId::new);
    }

    /** Which of these belong to a stream of another surface, by their places in the list from 1. */
    List<Integer> ofOtherSurfaces(Surface surface, List<PublishedName> names) {
        return jdbc.sql(OF_OTHER_SURFACES)
                .params(
                        names.stream().map(PublishedName::app).toArray(String[]::new),
                        names.stream().map(PublishedName::name).toArray(String[]::new),
                        surface.text(),
                        surface.text())
                .query(Integer.class)
                .list();
    }
}
