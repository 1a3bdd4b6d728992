package io.serai.events;

import io.serai.database.AfterCommit;
import io.serai.database.SqlBatch;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes events to PostgreSQL, with the caller's own changes. Thread-safe. */
@Component
final class StoredEventLog implements EventLog {
    private final Announcements announcements;

    StoredEventLog(Announcements announcements) {
        this.announcements = announcements;
    }

    @Override
    public void append(NewEvent event, SqlBatch batch) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new IllegalStateException("An event is written in a transaction");
        }
        EventRepository.append(event, batch);
        AfterCommit.run(() -> announcements.committed(event.stream(), event.type()));
    }
}
