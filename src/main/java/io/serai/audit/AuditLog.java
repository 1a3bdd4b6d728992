package io.serai.audit;

import io.serai.database.SqlBatch;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Where every create, change and delete through an API is written down, in the transaction of the
 * change itself: there is none without the other. Thread-safe.
 */
@Component
public final class AuditLog {
    private final JdbcTemplate jdbc;
    private final DataSource database;
    private final Clock clock;

    public AuditLog(JdbcTemplate jdbc, DataSource database, Clock clock) {
        this.jdbc = jdbc;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Adds the entry to the batch of a caller who has opened a transaction.
     *
     * @throws IllegalStateException outside of a transaction
     */
    public void add(AuditEntry entry, SqlBatch batch) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("An audit entry is written in a transaction");
        }
        AuditRepository.add(entry, now(), batch);
    }

    /**
     * Writes the entry in the caller's transaction, which is one of the general pool.
     *
     * @throws IllegalStateException outside of such a transaction
     */
    public void write(AuditEntry entry) {
        if (!TransactionSynchronizationManager.hasResource(database)) {
            throw new IllegalStateException("An audit entry is written in a transaction");
        }
        SqlBatch batch = new SqlBatch();
        add(entry, batch);
        batch.run(jdbc);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
