package io.serai.accounts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class IssuerRepository {
    private static final String BY_SUBJECT =
            """
            SELECT id, origin, name, username, email, image, role, created_at, updated_at
            FROM accounts
            WHERE issuer = :issuer AND subject = :subject AND origin = 'issuer'
            """;
    private static final String INSERT =
            """
            WITH fresh AS (
                SELECT nextval(pg_get_serial_sequence('accounts', 'id')) AS id)
            INSERT INTO accounts
                (id, origin, name, username, email, issuer, subject, created_at, updated_at)
            SELECT fresh.id, 'issuer', :name,
                CASE WHEN :username::text IS NULL
                       OR EXISTS (SELECT 1 FROM accounts WHERE username = :username)
                     THEN 'user-' || fresh.id ELSE :username END,
                :email, :issuer, :subject, :now, :now
            FROM fresh
            ON CONFLICT DO NOTHING
            RETURNING id, origin, name, username, email, image, role, created_at, updated_at
            """;
    private static final String KILL =
            """
            INSERT INTO account_dead_tokens (digest, expires_at)
            VALUES (:digest, :expires)
            ON CONFLICT DO NOTHING
            """;
    private static final String IS_DEAD =
            """
            SELECT EXISTS (SELECT 1 FROM account_dead_tokens WHERE digest = :digest)
            """;
    private static final String DELETE_EXPIRED =
            """
            DELETE FROM account_dead_tokens WHERE expires_at <= :now
            """;

    private final JdbcClient jdbc;

    IssuerRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<AccountRow> bySubject(String issuer, String subject) {
        return jdbc.sql(BY_SUBJECT)
                .param("issuer", issuer)
                .param("subject", subject)
                .query(AccountRepository.ROW)
                .optional();
    }

    /** The new account; empty if somebody else made it, or took its username, at the same time. */
    Optional<AccountRow> insert(IssuedIdentity identity, Instant now) {
        return jdbc.sql(INSERT)
                .param("name", identity.name())
                .param("username", identity.username().orElse(null))
                .param("email", identity.email().orElse(null))
                .param("issuer", identity.issuer())
                .param("subject", identity.subject())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(AccountRepository.ROW)
                .optional();
    }

    /**
     * @param digest of the token, in hexadecimal digits
     * @param expires from then on the token is worth nothing by itself
     */
    void kill(String digest, Instant expires) {
        jdbc.sql(KILL)
                .param("digest", HexFormat.of().parseHex(digest))
                .param("expires", expires.atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean isDead(String digest) {
        return jdbc.sql(IS_DEAD)
                .param("digest", HexFormat.of().parseHex(digest))
                .query(Boolean.class)
                .single();
    }

    int deleteExpired(Instant now) {
        return jdbc.sql(DELETE_EXPIRED).param("now", now.atOffset(ZoneOffset.UTC)).update();
    }
}
