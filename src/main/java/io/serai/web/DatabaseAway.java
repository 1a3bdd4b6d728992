package io.serai.web;

import io.serai.common.ControlException.Unavailable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Tells a database that does not answer from a defect of ours: where that happens again and again
 * until the database is back, a stack trace each time would only bury the rest of the log.
 */
final class DatabaseAway {
    private DatabaseAway() {}

    static boolean explains(Throwable failure) {
        return failure instanceof Unavailable
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof TransientDataAccessException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof TransactionException;
    }
}
