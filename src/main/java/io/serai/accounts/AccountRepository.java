package io.serai.accounts;

import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class AccountRepository {
    private static final String INSERT_OWN =
            """
            INSERT INTO accounts (origin, name, username, email, password_hash, image, created_at, updated_at)
            VALUES ('here', :name, :username, :email, :hash, :image, :now, :now)
            ON CONFLICT DO NOTHING
            RETURNING id, name, username, email, image, role, created_at, updated_at
            """;
    private static final String INSERT_OF_GATEWAY =
            """
            INSERT INTO accounts (id, origin, name, username, created_at, updated_at)
            VALUES (:id, 'gateway', :name, :username, :now, :now)
            ON CONFLICT DO NOTHING
            """;
    private static final String BY_ID =
            """
            SELECT id, name, username, email, image, role, created_at, updated_at
            FROM accounts
            WHERE id = :id
            """;
    private static final String BY_IDS =
            """
            SELECT id, name, username, email, image, role, created_at, updated_at
            FROM accounts
            WHERE id = ANY (?)
            """;
    private static final String BY_USERNAME =
            """
            SELECT id, name, username, email, image, role, created_at, updated_at
            FROM accounts
            WHERE username = :username
            """;
    private static final String EMAIL_IS_TAKEN =
            """
            SELECT EXISTS (
                SELECT 1 FROM accounts WHERE lower(email) = lower(:email) AND origin = 'here')
            """;
    private static final String PASSWORD_BY_EMAIL =
            """
            SELECT id, password_hash
            FROM accounts
            WHERE lower(email) = lower(:email) AND origin = 'here'
            """;
    private static final String PASSWORD_BY_ID =
            """
            SELECT id, password_hash FROM accounts WHERE id = :id AND origin = 'here' FOR UPDATE
            """;
    private static final String SET_PASSWORD =
            """
            UPDATE accounts SET password_hash = ?, updated_at = ? WHERE id = ? AND origin = 'here'
            """;
    private static final String SET_ROLE =
            """
            UPDATE accounts
            SET role = :role, updated_at = :now
            WHERE id = :id AND role <> :role
            """;

    private static final RowMapper<AccountRow> ROW = (row, number) -> read(row);
    private static final RowMapper<KnownPassword> PASSWORD =
            (row, number) ->
                    new KnownPassword(
                            new UserId(row.getLong("id")), row.getString("password_hash"));

    private final JdbcClient jdbc;

    AccountRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The hash of somebody's password. */
    record KnownPassword(UserId account, String hash) {
        @Override
        public String toString() {
            return "password of account " + account;
        }
    }

    /** The new account; empty if its e-mail address or username is taken. */
    Optional<AccountRow> insert(SignUp wanted, String hash, Instant now) {
        return jdbc.sql(INSERT_OWN)
                .param("name", wanted.name())
                .param("username", wanted.username())
                .param("email", wanted.email())
                .param("hash", hash)
                .param("image", wanted.image().orElse(null))
                .param("now", utc(now))
                .query(ROW)
                .optional();
    }

    /** Whether there was none yet. */
    boolean insertOfGateway(UserId id, String name, String username, Instant now) {
        return jdbc.sql(INSERT_OF_GATEWAY)
                        .param("id", id.value())
                        .param("name", name)
                        .param("username", username)
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    Optional<AccountRow> byId(UserId id) {
        return jdbc.sql(BY_ID).param("id", id.value()).query(ROW).optional();
    }

    List<AccountRow> byIds(Collection<UserId> ids) {
        Long[] values = ids.stream().map(UserId::value).distinct().toArray(Long[]::new);
        return jdbc.sql(BY_IDS).param(values).query(ROW).list();
    }

    Optional<AccountRow> byUsername(String username) {
        return jdbc.sql(BY_USERNAME).param("username", username).query(ROW).optional();
    }

    boolean emailIsTaken(String email) {
        return jdbc.sql(EMAIL_IS_TAKEN).param("email", email).query(Boolean.class).single();
    }

    Optional<KnownPassword> passwordByEmail(String email) {
        return jdbc.sql(PASSWORD_BY_EMAIL).param("email", email).query(PASSWORD).optional();
    }

    /** Locks the account's row. */
    Optional<KnownPassword> lockPassword(UserId account) {
        return jdbc.sql(PASSWORD_BY_ID).param("id", account.value()).query(PASSWORD).optional();
    }

    void addPassword(UserId account, String hash, Instant now, SqlBatch batch) {
        batch.addForOneRow(SET_PASSWORD, hash, now, account.value());
    }

    /** Whether that changed anything. */
    boolean setRole(UserId account, Role role, Instant now) {
        return jdbc.sql(SET_ROLE)
                        .param("role", role.text())
                        .param("id", account.value())
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    private static AccountRow read(ResultSet row) throws SQLException {
        return new AccountRow(
                new UserId(row.getLong("id")),
                row.getString("name"),
                row.getString("username"),
                Optional.ofNullable(row.getString("email")),
                Optional.ofNullable(row.getString("image")),
                Role.of(row.getString("role")).orElse(Role.USER),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
