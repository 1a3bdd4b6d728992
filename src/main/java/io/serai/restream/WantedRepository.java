package io.serai.restream;

import io.serai.common.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is to be restreamed at this moment: enabled destinations of streams on air. */
@Repository
class WantedRepository {
    // A room with many publications has no owner and so no destinations; were it otherwise, its
    // first publication would be sent on.
    private static final String COLUMNS =
            """
            SELECT d.id, d.stream_id, d.owner_id, d.platform, d.url, d.display_name, d.profile,
                   d.enabled, d.stream_key, d.key_version, d.revision, d.created_at, d.updated_at,
                   l.broadcast_id, l.source, l.path
            """;
    private static final String OF_STREAM =
            COLUMNS
                    + """
                    FROM (SELECT * FROM live_sessions
                          WHERE stream_id = :stream AND state IN ('open', 'suspect')
                          ORDER BY id LIMIT 1) l
                    JOIN streams s ON s.id = l.stream_id AND s.deleted_at IS NULL
                    JOIN destinations d ON d.stream_id = s.id AND d.deleted_at IS NULL AND d.enabled
                    ORDER BY d.id
                    """;
    private static final String ALL =
            COLUMNS
                    + """
                    FROM (SELECT DISTINCT ON (stream_id) * FROM live_sessions
                          WHERE state IN ('open', 'suspect')
                          ORDER BY stream_id, id) l
                    JOIN streams s ON s.id = l.stream_id AND s.deleted_at IS NULL
                    JOIN destinations d ON d.stream_id = s.id AND d.deleted_at IS NULL AND d.enabled
                    ORDER BY d.id
                    """;

    private final JdbcClient jdbc;

    WantedRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<WantedRestream> ofStream(StreamId stream) {
        return jdbc.sql(OF_STREAM)
                .param("stream", stream.value())
                .query((row, number) -> read(row))
                .list();
    }

    List<WantedRestream> all() {
        return jdbc.sql(ALL).query((row, number) -> read(row)).list();
    }

    private static WantedRestream read(ResultSet row) throws SQLException {
        return new WantedRestream(
                DestinationRepository.read(row),
                row.getLong("broadcast_id"),
                row.getString("source"),
                row.getString("path"));
    }
}
