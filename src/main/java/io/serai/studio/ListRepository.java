package io.serai.studio;

import io.serai.accounts.Account;
import io.serai.common.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Streams as viewers find them: each list is one query. */
@Repository
class ListRepository {
    private static final String OWNER =
            """
            a.name AS owner_name, a.username AS owner_username, a.image AS owner_image
            """;

    /** Everything on air at once, so that a list does not look for each stream's sessions. */
    private static final String LIVE_STREAMS =
            """
            FROM (
                SELECT stream_id, path, min(broadcast_started_at) AS live_since, sum(last_viewers) AS viewers
                FROM live_sessions
                WHERE state IN ('open', 'suspect')
                GROUP BY stream_id, path) l
            JOIN studio_streams t ON t.stream_id = l.stream_id AND t.ingress_id = l.path
            JOIN streams s ON s.id = t.stream_id
            JOIN accounts a ON a.id = t.owner_id
            """;

    private static final String BY_USERNAME =
            """
            SELECT %s, %s
            FROM accounts a
            JOIN studio_streams t ON t.owner_id = a.id
            JOIN streams s ON s.id = t.stream_id
            %s
            WHERE a.username = :username
            """
                    .formatted(StudioRepository.COLUMNS, OWNER, StudioRepository.ON_AIR);
    private static final String LIVE =
            """
            SELECT %s, %s
            %s
            ORDER BY greatest(t.updated_at, l.live_since) DESC, t.stream_id DESC
            LIMIT :limit OFFSET :offset
            """
                    .formatted(StudioRepository.COLUMNS, OWNER, LIVE_STREAMS);
    private static final String RECOMMENDED =
            """
            SELECT %s, %s
            %s
            LEFT JOIN follows f ON f.follower_id = :viewer AND f.followed_id = t.owner_id
            WHERE NOT EXISTS (
                SELECT 1 FROM blocks b
                WHERE b.blocker_id = t.owner_id AND b.blocked_id = :viewer
                   OR b.blocker_id = :viewer AND b.blocked_id = t.owner_id)
            ORDER BY f.follower_id IS NULL, l.viewers DESC, l.live_since DESC, t.stream_id DESC
            LIMIT :limit OFFSET :offset
            """
                    .formatted(StudioRepository.COLUMNS, OWNER, LIVE_STREAMS);
    private static final String FOLLOWING =
            """
            SELECT %s, %s
            FROM follows f
            JOIN studio_streams t ON t.owner_id = f.followed_id
            JOIN streams s ON s.id = t.stream_id
            JOIN accounts a ON a.id = t.owner_id
            %s
            WHERE f.follower_id = :viewer
            ORDER BY l.live_since IS NULL, greatest(t.updated_at, l.live_since) DESC, t.stream_id DESC
            LIMIT :limit OFFSET :offset
            """
                    .formatted(StudioRepository.COLUMNS, OWNER, StudioRepository.ON_AIR);

    /**
     * Each way to find a stream has an index and a bound, so that a search for one letter costs no
     * more than another; whatever is on air is found beyond the bound.
     */
    private static final String SEARCH =
            """
            WITH found AS (
                (SELECT l.stream_id
                 FROM live_sessions l JOIN streams s ON s.id = l.stream_id
                 WHERE l.state IN ('open', 'suspect') AND s.surface = 'streamit'
                   AND to_tsvector('simple', s.title) @@ to_tsquery('simple', :words)
                 LIMIT :most)
                UNION
                (SELECT s.id
                 FROM streams s
                 WHERE s.surface = 'streamit' AND to_tsvector('simple', s.title) @@ to_tsquery('simple', :words)
                 LIMIT :most)
                UNION
                (SELECT t.stream_id
                 FROM accounts a JOIN studio_streams t ON t.owner_id = a.id
                 WHERE a.username ~>=~ :from AND a.username ~<~ :to
                 LIMIT :most)
                UNION
                (SELECT t.stream_id
                 FROM accounts a JOIN studio_streams t ON t.owner_id = a.id
                 WHERE lower(a.name) ~>=~ :from AND lower(a.name) ~<~ :to
                 LIMIT :most))
            SELECT %s, %s
            FROM found
            JOIN studio_streams t ON t.stream_id = found.stream_id
            JOIN streams s ON s.id = t.stream_id
            JOIN accounts a ON a.id = t.owner_id
            %s
            ORDER BY l.live_since IS NULL, greatest(t.updated_at, l.live_since) DESC, t.stream_id DESC
            LIMIT :limit
            """
                    .formatted(StudioRepository.COLUMNS, OWNER, StudioRepository.ON_AIR);

    private static final int MOST_CANDIDATES = 500;

    private static final RowMapper<ShownStream> SHOWN = (row, number) -> shown(row);

    private final JdbcClient jdbc;

    ListRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<ShownStream> byUsername(String username) {
        return jdbc.sql(BY_USERNAME).param("username", username).query(SHOWN).optional();
    }

    /** On air, the latest change first. */
    List<ShownStream> live(Page page) {
        return jdbc.sql(LIVE)
                .param("limit", page.limit())
                .param("offset", page.offset())
                .query(SHOWN)
                .list();
    }

    /** On air: whom the viewer follows first, then by viewers, then the newest. */
    List<ShownStream> recommended(Optional<UserId> viewer, Page page) {
        return jdbc.sql(RECOMMENDED)
                .param("viewer", viewer.map(UserId::value).orElse(0L))
                .param("limit", page.limit())
                .param("offset", page.offset())
                .query(SHOWN)
                .list();
    }

    /** Of whom the viewer follows, also off air; on air first, then the latest change. */
    List<ShownStream> following(UserId viewer, Page page) {
        return jdbc.sql(FOLLOWING)
                .param("viewer", viewer.value())
                .param("limit", page.limit())
                .param("offset", page.offset())
                .query(SHOWN)
                .list();
    }

    /** Those with the words in their title, or whose creator's name begins with the text. */
    List<ShownStream> search(SearchText text, int most) {
        return jdbc.sql(SEARCH)
                .param("words", text.words())
                .param("from", text.from())
                .param("to", text.to())
                .param("most", MOST_CANDIDATES)
                .param("limit", most)
                .query(SHOWN)
                .list();
    }

    private static ShownStream shown(ResultSet row) throws SQLException {
        StudioStream stream = StudioRepository.stream(row);
        return new ShownStream(
                stream,
                new Account(
                        stream.owner(),
                        row.getString("owner_name"),
                        row.getString("owner_username"),
                        Optional.ofNullable(row.getString("owner_image")),
                        false));
    }
}
