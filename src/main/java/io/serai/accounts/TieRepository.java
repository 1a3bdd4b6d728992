package io.serai.accounts;

import io.serai.common.UserId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class TieRepository {
    private static final String FOLLOWS =
            """
            SELECT EXISTS (SELECT 1 FROM follows WHERE follower_id = :who AND followed_id = :whom)
            """;
    private static final String BLOCKS =
            """
            SELECT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = :who AND blocked_id = :whom)
            """;
    private static final String FOLLOWED_BY =
            """
            SELECT followed_id FROM follows WHERE follower_id = :who
            """;
    private static final String FOLLOWERS_OF =
            """
            SELECT follower_id FROM follows WHERE followed_id = :whom
            """;
    private static final String BLOCKED_BY =
            """
            SELECT blocked_id FROM blocks WHERE blocker_id = :who
            """;
    private static final String BLOCKERS_OF =
            """
            SELECT blocker_id FROM blocks WHERE blocked_id = :whom
            """;
    private static final String FOLLOW =
            """
            INSERT INTO follows (follower_id, followed_id, created_at)
            VALUES (:who, :whom, :now)
            ON CONFLICT DO NOTHING
            """;
    private static final String BLOCK =
            """
            INSERT INTO blocks (blocker_id, blocked_id, created_at)
            VALUES (:who, :whom, :now)
            ON CONFLICT DO NOTHING
            """;
    private static final String UNFOLLOW =
            """
            DELETE FROM follows WHERE follower_id = :who AND followed_id = :whom
            """;
    private static final String UNBLOCK =
            """
            DELETE FROM blocks WHERE blocker_id = :who AND blocked_id = :whom
            """;

    private final JdbcClient jdbc;

    TieRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean has(Tie tie, UserId who, UserId whom) {
        String question =
                switch (tie) {
                    case FOLLOW -> FOLLOWS;
                    case BLOCK -> BLOCKS;
                };
        return pair(jdbc.sql(question), who, whom).query(Boolean.class).single();
    }

    Set<UserId> of(Tie tie, UserId who) {
        String question =
                switch (tie) {
                    case FOLLOW -> FOLLOWED_BY;
                    case BLOCK -> BLOCKED_BY;
                };
        return ids(jdbc.sql(question).param("who", who.value()));
    }

    Set<UserId> toward(Tie tie, UserId whom) {
        String question =
                switch (tie) {
                    case FOLLOW -> FOLLOWERS_OF;
                    case BLOCK -> BLOCKERS_OF;
                };
        return ids(jdbc.sql(question).param("whom", whom.value()));
    }

    /** Whether it is new. */
    boolean make(Tie tie, UserId who, UserId whom, Instant now) {
        String change =
                switch (tie) {
                    case FOLLOW -> FOLLOW;
                    case BLOCK -> BLOCK;
                };
        return pair(jdbc.sql(change), who, whom).param("now", now.atOffset(ZoneOffset.UTC)).update()
                == 1;
    }

    /** Whether there was one. */
    boolean end(Tie tie, UserId who, UserId whom) {
        String change =
                switch (tie) {
                    case FOLLOW -> UNFOLLOW;
                    case BLOCK -> UNBLOCK;
                };
        return pair(jdbc.sql(change), who, whom).update() == 1;
    }

    private static JdbcClient.StatementSpec pair(
            JdbcClient.StatementSpec statement, UserId who, UserId whom) {
        return statement.param("who", who.value()).param("whom", whom.value());
    }

    private static Set<UserId> ids(JdbcClient.StatementSpec question) {
        return Set.copyOf(
                new HashSet<>(question.query((row, number) -> new UserId(row.getLong(1))).list()));
    }
}
