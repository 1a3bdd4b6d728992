package io.serai.notify;

import java.sql.Types;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class PostRepository {
    private static final String FIND =
            """
            SELECT message_id, ended FROM notify_posts
            WHERE subscription = :subscription AND broadcast_id = :broadcast
            """;
    private static final String ADD =
            """
            INSERT INTO notify_posts (subscription, broadcast_id, message_id)
            VALUES (:subscription, :broadcast, :message)
            ON CONFLICT (subscription, broadcast_id) DO NOTHING
            """;
    private static final String END =
            """
            INSERT INTO notify_posts (subscription, broadcast_id, ended)
            VALUES (:subscription, :broadcast, true)
            ON CONFLICT (subscription, broadcast_id) DO UPDATE SET ended = true, changed_at = now()
            """;
    private static final String FORGET_OLD =
            """
            DELETE FROM notify_posts WHERE changed_at < now() - interval '90 days'
            """;

    /**
     * What is known about the post of a broadcast.
     *
     * @param message empty if there is none that could be edited
     */
    record Post(Optional<String> message, boolean ended) {}

    private final JdbcClient jdbc;

    PostRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Post> find(String subscription, long broadcast) {
        return jdbc.sql(FIND)
                .param("subscription", subscription)
                .param("broadcast", broadcast)
                .query(
                        (row, number) ->
                                new Post(
                                        Optional.ofNullable(row.getString("message_id")),
                                        row.getBoolean("ended")))
                .optional();
    }

    void add(String subscription, long broadcast, Optional<String> message) {
        @Nullable String id = message.orElse(null);
        jdbc.sql(ADD)
                .param("subscription", subscription)
                .param("broadcast", broadcast)
                .param("message", id, Types.VARCHAR)
                .update();
    }

    /** Remembers the end even if there is no post: a late start is then not announced. */
    void end(String subscription, long broadcast) {
        jdbc.sql(END).param("subscription", subscription).param("broadcast", broadcast).update();
        jdbc.sql(FORGET_OLD).update();
    }
}
