package io.serai.accounts;

import io.serai.common.UserId;
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
            RETURNING id, origin, name, username, email, image, role, created_at, updated_at
            """;
    private static final String INSERT_OF_GATEWAY =
            """
            INSERT INTO accounts (id, origin, name, username, created_at, updated_at)
            VALUES (:id, 'gateway', :name, :username, :now, :now)
            ON CONFLICT DO NOTHING
            """;
    private static final String BY_ID =
            """
            SELECT id, origin, name, username, email, image, role, created_at, updated_at
            FROM accounts
            WHERE id = :id
            """;
    private static final String BY_IDS =
            """
            SELECT id, origin, name, username, email, image, role, created_at, updated_at
            FROM accounts
            WHERE id = ANY (?)
            """;
    private static final String BY_USERNAME =
            """
            SELECT id, origin, name, username, email, image, role, created_at, updated_at
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
            SELECT id, password_hash FROM accounts WHERE id = :id AND origin = 'here'
            """;
    // Waits for a change that is under way, and lets none in until the session is committed.
    private static final String HOLD_PASSWORD =
            """
            SELECT id, origin, name, username, email, image, role, created_at, updated_at
            FROM accounts
            WHERE id = :id AND password_hash = :hash
            FOR SHARE
            """;
    private static final String SET_PASSWORD =
            """
            UPDATE accounts
            SET password_hash = :wanted, updated_at = :now
            WHERE id = :id AND password_hash = :hash
            """;
    private static final String SET_ROLE =
            """
            UPDATE accounts
            SET role = :role, updated_at = :now
            WHERE id = :id AND role <> :role
            """;

    private static final String PAGE =
            """
            SELECT id, origin, name, username, email, image, role, created_at, updated_at
            FROM accounts
            WHERE id < :before
              AND (username LIKE :begin OR lower(name) LIKE :begin OR lower(email) LIKE :begin)
            ORDER BY id DESC
            LIMIT :most
            """;

    static final RowMapper<AccountRow> ROW = (row, number) -> read(row);
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

    Optional<KnownPassword> passwordById(UserId account) {
        return jdbc.sql(PASSWORD_BY_ID).param("id", account.value()).query(PASSWORD).optional();
    }

    /** The account whose password this still is; it stays so until the transaction ends. */
    Optional<AccountRow> hold(KnownPassword password) {
        return jdbc.sql(HOLD_PASSWORD)
                .param("id", password.account().value())
                .param("hash", password.hash())
                .query(ROW)
                .optional();
    }

    /** Whether the password was still that one. */
    boolean setPassword(KnownPassword before, String hash, Instant now) {
        return jdbc.sql(SET_PASSWORD)
                        .param("id", before.account().value())
                        .param("hash", before.hash())
                        .param("wanted", hash)
                        .param("now", utc(now))
                        .update()
                == 1;
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

    /**
     * The newest with a smaller id whose username, name or e-mail address begins so.
     *
     * @param begin in lower case
     */
    List<AccountRow> page(String begin, long before, int most) {
        return jdbc.sql(PAGE)
                .param("begin", begin.replaceAll("([\\\\%_])", "\\\\$1") + "%")
                .param("before", before)
                .param("most", most)
                .query(ROW)
                .list();
    }

    private static AccountRow read(ResultSet row) throws SQLException {
        return new AccountRow(
                new UserId(row.getLong("id")),
                row.getString("origin"),
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
