package io.serai.streams;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
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
}
