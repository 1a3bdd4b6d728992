package io.serai.audit;

import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The audit log's table. */
@Repository
class AuditRepository {
    private static final String ADD =
            """
            INSERT INTO audit_entries (at, actor, account_id, address, surface, operation, action, kind, thing, fields)
            VALUES (?, ?, NULLIF(?, 0), NULLIF(?, ''), ?, ?, ?, ?, ?, string_to_array(?, ','))
            """;
    private static final String NEWEST =
            """
            SELECT id, at, actor, account_id, address, surface, operation, action, kind, thing, fields
            FROM audit_entries
            WHERE id < ?
            """;
    private static final String OF_ACCOUNT = "  AND account_id = ?\n";
    private static final String OF_ACTOR = "  AND account_id IS NULL AND actor = ?\n";
    private static final String OF_KIND = "  AND kind = ?\n";
    private static final String OF_THING = "  AND thing = ?\n";
    private static final String OF_ACTION = "  AND action = ?\n";
    private static final String NEWEST_FIRST =
            """
            ORDER BY id DESC
            LIMIT ?
            """;

    /** The lowest ids are the oldest, but for what was committed out of order: that goes later. */
    private static final String REMOVE_OLD =
            """
            WITH oldest AS (SELECT id, at FROM audit_entries ORDER BY id LIMIT ?)
            DELETE FROM audit_entries
            WHERE id IN (SELECT id FROM oldest WHERE at < ?)
            """;

    private final JdbcTemplate jdbc;

    AuditRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A stored entry. */
    record Stored(long number, Instant at, AuditEntry entry) {}

    /**
     * Which entries are wanted; each part that is empty lets all of them through.
     *
     * @param actor one that is no account
     * @param id of the thing
     */
    record Wanted(
            Optional<UserId> account,
            Optional<Actor.Kind> actor,
            Optional<String> kind,
            Optional<String> id,
            Optional<String> action) {}

    static void add(AuditEntry entry, Instant at, SqlBatch batch) {
        Actor actor = entry.actor();
        batch.add(
                ADD,
                at,
                actor.kind().text(),
                actor.account().map(UserId::value).orElse(0L),
                actor.address().orElse(""),
                actor.surface(),
                actor.operation(),
                entry.action(),
                entry.kind(),
                entry.id(),
                String.join(",", entry.fields()));
    }

    /**
     * @param below only entries with a lower number
     */
    List<Stored> newest(Wanted wanted, long below, int limit) {
        StringBuilder query = new StringBuilder(NEWEST);
        List<Object> values = new ArrayList<>(List.of(below));
        narrow(query, values, OF_ACCOUNT, wanted.account().map(UserId::value));
        narrow(query, values, OF_ACTOR, wanted.actor().map(Actor.Kind::text));
        narrow(query, values, OF_KIND, wanted.kind());
        narrow(query, values, OF_THING, wanted.id());
        narrow(query, values, OF_ACTION, wanted.action());
        values.add(limit);
        return jdbc.query(
                query.append(NEWEST_FIRST).toString(), (row, n) -> stored(row), values.toArray());
    }

    /**
     * Removes those of the oldest that are older than that.
     *
     * @param most so many are looked at
     * @return how many were removed
     */
    int removeBefore(Instant time, int most) {
        return jdbc.update(REMOVE_OLD, most, time.atOffset(ZoneOffset.UTC));
    }

    private static void narrow(
            StringBuilder query, List<Object> values, String condition, Optional<?> value) {
        value.ifPresent(
                found -> {
                    query.append(condition);
                    values.add(found);
                });
    }

    private static Stored stored(ResultSet row) throws SQLException {
        long account = row.getLong("account_id");
        Optional<UserId> user = row.wasNull() ? Optional.empty() : Optional.of(new UserId(account));
        Array fields = row.getArray("fields");
        Actor actor =
                new Actor(
                        Actor.Kind.of(row.getString("actor")).orElseThrow(),
                        user,
                        Optional.ofNullable(row.getString("address")),
                        row.getString("surface"),
                        row.getString("operation"));
        return new Stored(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                new AuditEntry(
                        actor,
                        row.getString("action"),
                        row.getString("kind"),
                        row.getString("thing"),
                        List.of((String[]) fields.getArray())));
    }
}
