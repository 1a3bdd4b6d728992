package io.serai.audit;

import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The audit log of a test's database. */
public final class AuditRows {
    private AuditRows() {}

    public static AuditLog log(DataSource database, Clock clock) {
        return new AuditLog(new JdbcTemplate(database), database, clock);
    }

    /** What was done, oldest first: who, action, kind and id of the thing, fields. */
    public static List<String> of(DataSource database) {
        return new JdbcTemplate(database)
                .queryForList(
                        """
                        SELECT concat_ws(' ', actor, account_id, address, surface, operation, action,
                            kind || '/' || thing, array_to_string(fields, ','))
                        FROM audit_entries
                        ORDER BY id
                        """,
                        String.class);
    }

    public static void forget(DataSource database) {
        new JdbcTemplate(database).update("DELETE FROM audit_entries");
    }
}
