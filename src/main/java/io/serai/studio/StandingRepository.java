package io.serai.studio;

import io.serai.common.UserId;
import io.serai.studio.Standing.Viewer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who people are to a creator. */
@Repository
class StandingRepository {
    private static final String OF =
            """
            SELECT asked.id,
                   EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = ? AND b.blocked_id = asked.id) AS blocked,
                   EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = asked.id AND f.followed_id = ?) AS follows
            FROM unnest(?::bigint[]) AS asked (id)
            """;

    private final JdbcClient jdbc;

    StandingRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Viewer of(UserId viewer, UserId creator) {
        return of(List.of(viewer), creator).getOrDefault(viewer, new Viewer(false, false));
    }

    /** Of each of them, in one query. */
    Map<UserId, Viewer> of(Collection<UserId> viewers, UserId creator) {
        Map<UserId, Viewer> standings = new HashMap<>();
        jdbc.sql(OF)
                .params(
                        creator.value(),
                        creator.value(),
                        viewers.stream().map(UserId::value).toArray(Long[]::new))
                .query(
                        row -> {
                            standings.put(
                                    new UserId(row.getLong("id")),
                                    new Viewer(
                                            row.getBoolean("blocked"), row.getBoolean("follows")));
                        });
        return standings;
    }
}
