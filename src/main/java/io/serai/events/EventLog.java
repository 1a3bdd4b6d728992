package io.serai.events;

import io.serai.database.SqlBatch;

/** Writes what happened. Thread-safe. */
public interface EventLog {
    /**
     * Adds the event, and one delivery for each active subscription to its type, to the caller's
     * batch; once the transaction has committed, the workers and listeners are woken. The caller
     * holds the row lock of the event's stream (or has just inserted that row), so that ids within
     * a stream follow the order of commits.
     *
     * @throws IllegalStateException outside a transaction
     */
    void append(NewEvent event, SqlBatch batch);
}
