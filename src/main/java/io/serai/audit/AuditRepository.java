package io.serai.audit;

import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.time.Instant;

/** The audit log's table. */
final class AuditRepository {
    private static final String ADD =
            """
            INSERT INTO audit_entries (at, actor, account_id, address, surface, operation, action, kind, thing, fields)
            VALUES (?, ?, NULLIF(?, 0), NULLIF(?, ''), ?, ?, ?, ?, ?, string_to_array(?, ','))
            """;

    private AuditRepository() {}

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
}
