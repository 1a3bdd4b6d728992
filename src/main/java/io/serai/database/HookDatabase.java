package io.serai.database;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The connection pool that answers hooks, apart from the one for everything else, so that a slow
 * list or a busy reaction can't make a media server wait. Waits 1 s at most for a connection, 1 s
 * for a lock and 2 s for a statement; past that the hook is refused. Thread-safe.
 *
 * @param jdbc runs in the transaction that {@code transactions} opened on this thread
 * @param transactions read committed; rolls back on any exception
 */
public record HookDatabase(JdbcTemplate jdbc, TransactionOperations transactions) {}
