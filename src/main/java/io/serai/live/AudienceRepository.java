package io.serai.live;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who watches in rooms, which are called by the ids of their owners. */
@Repository
class AudienceRepository {
    private static final String IN_ROOMS =
            """
            SELECT s.owner_id::text AS room, v.client
            FROM live_viewers v
            JOIN streams s ON s.id = v.stream_id
            WHERE v.source = :source AND s.owner_id IS NOT NULL
            """;
    private static final String ROOMS_OF =
            """
            SELECT DISTINCT owner_id::text
            FROM streams
            WHERE surface = 'streamit' AND deleted_at IS NULL AND owner_id IN (:owners)
            """;

    private final JdbcClient jdbc;

    AudienceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Everybody, by room. */
    Map<String, Set<Fence>> inRooms() {
        Map<String, Set<Fence>> rooms = new HashMap<>();
        jdbc.sql(IN_ROOMS)
                .param("source", Ingresses.SOURCE)
                .query(
                        row -> {
                            rooms.computeIfAbsent(row.getString("room"), name -> new HashSet<>())
                                    .add(Ingresses.participant(row.getString("client")));
                        });
        return rooms;
    }

    /** Those of these users who have a room. */
    Set<String> roomsOf(Set<Long> owners) {
        return owners.isEmpty()
                ? Set.of()
                : jdbc.sql(ROOMS_OF).param("owners", owners).query(String.class).set();
    }
}
