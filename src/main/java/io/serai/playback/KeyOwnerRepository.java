package io.serai.playback;

import io.serai.streams.Surface;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class KeyOwnerRepository {
    private static final String ANY_OF_ANOTHER_SURFACE =
            """
            SELECT EXISTS (
                SELECT 1
                FROM publish_keys k
                JOIN streams s ON s.id = k.stream_id
                WHERE k.kind IN ('name', 'app') AND k.value IN (:names) AND s.surface <> :surface)
            """;

    private final JdbcClient jdbc;

    KeyOwnerRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether one of the names is a key by which a stream of another surface is published. */
    boolean anyOfAnother(Surface surface, Collection<String> names) {
        return jdbc.sql(ANY_OF_ANOTHER_SURFACE)
                .param("names", names)
                .param("surface", surface.text())
                .query(Boolean.class)
                .single();
    }
}
