package io.serai.accounts;

import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class AccountSessionRepository {
    private static final String INSERT =
            """
            INSERT INTO account_sessions (id, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)
            """;
    private static final String FIND =
            """
            SELECT account_id, created_at, expires_at FROM account_sessions WHERE id = :id
            """;
    private static final String EXTEND =
            """
            UPDATE account_sessions SET expires_at = :expires WHERE id = :id AND expires_at < :expires
            """;
    private static final String DELETE =
            """
            DELETE FROM account_sessions WHERE id = :id
            """;
    private static final String DELETE_OF_ACCOUNT =
            """
            DELETE FROM account_sessions WHERE account_id = ?
            """;
    private static final String DELETE_EXPIRED =
            """
            DELETE FROM account_sessions WHERE expires_at <= :now
            """;

    private final JdbcClient jdbc;

    AccountSessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record SessionRow(UUID id, UserId account, Instant createdAt, Instant expiresAt) {}

    void add(SessionRow session, SqlBatch batch) {
        batch.addForOneRow(
                INSERT,
                session.id(),
                session.account().value(),
                session.createdAt(),
                session.expiresAt());
    }

    Optional<SessionRow> find(UUID id) {
        return jdbc.sql(FIND)
                .param("id", id)
                .query(
                        (row, number) ->
                                new SessionRow(
                                        id,
                                        new UserId(row.getLong("account_id")),
                                        row.getObject("created_at", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getObject("expires_at", OffsetDateTime.class)
                                                .toInstant()))
                .optional();
    }

    void extend(UUID id, Instant expires) {
        jdbc.sql(EXTEND).param("id", id).param("expires", utc(expires)).update();
    }

    /** Whether there was one. */
    boolean delete(UUID id) {
        return jdbc.sql(DELETE).param("id", id).update() == 1;
    }

    void addDeletionOfAll(UserId account, SqlBatch batch) {
        batch.add(DELETE_OF_ACCOUNT, account.value());
    }

    int deleteExpired(Instant now) {
        return jdbc.sql(DELETE_EXPIRED).param("now", utc(now)).update();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
