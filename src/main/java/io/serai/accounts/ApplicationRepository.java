package io.serai.accounts;

import io.serai.common.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ApplicationRepository {
    private static final String INSERT =
            """
            INSERT INTO creator_applications (account_id, status, created_at)
            VALUES (:account, 'PENDING', :now)
            ON CONFLICT DO NOTHING
            RETURNING id, account_id, status, created_at, decided_at
            """;
    private static final String LATEST =
            """
            SELECT id, account_id, status, created_at, decided_at
            FROM creator_applications
            WHERE account_id = :account
            ORDER BY id DESC
            LIMIT 1
            """;
    private static final String LOCK =
            """
            SELECT id, account_id, status, created_at, decided_at
            FROM creator_applications
            WHERE id = :id
            FOR UPDATE
            """;
    private static final String DECIDE =
            """
            UPDATE creator_applications SET status = :status, decided_at = :now WHERE id = :id
            """;
    private static final String PAGE =
            """
            SELECT id, account_id, status, created_at, decided_at
            FROM creator_applications
            WHERE id < :before AND status = ANY (:states)
            ORDER BY id DESC
            LIMIT :most
            """;

    private static final RowMapper<CreatorApplication> ROW = (row, number) -> read(row);

    private final JdbcClient jdbc;

    ApplicationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The new application; empty if another one waits or was approved. */
    Optional<CreatorApplication> insert(UserId account, Instant now) {
        return jdbc.sql(INSERT)
                .param("account", account.value())
                .param("now", utc(now))
                .query(ROW)
                .optional();
    }

    Optional<CreatorApplication> latest(UserId account) {
        return jdbc.sql(LATEST).param("account", account.value()).query(ROW).optional();
    }

    /** Locks its row. */
    Optional<CreatorApplication> lock(long id) {
        return jdbc.sql(LOCK).param("id", id).query(ROW).optional();
    }

    void decide(long id, ApplicationStatus status, Instant now) {
        jdbc.sql(DECIDE)
                .param("id", id)
                .param("status", status.name())
                .param("now", utc(now))
                .update();
    }

    /** The newest ones with a smaller id. */
    List<CreatorApplication> page(List<ApplicationStatus> states, long before, int most) {
        return jdbc.sql(PAGE)
                .param("before", before)
                .param("states", states.stream().map(Enum::name).toArray(String[]::new))
                .param("most", most)
                .query(ROW)
                .list();
    }

    private static CreatorApplication read(ResultSet row) throws SQLException {
        return new CreatorApplication(
                row.getLong("id"),
                new UserId(row.getLong("account_id")),
                ApplicationStatus.valueOf(row.getString("status")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("decided_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
