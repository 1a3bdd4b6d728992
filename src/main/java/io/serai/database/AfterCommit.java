package io.serai.database;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is told only once the caller's transaction is committed, and never if it rolls back. */
public final class AfterCommit {
    private AfterCommit() {}

    /**
     * @throws IllegalStateException outside of a transaction
     */
    public static void run(Runnable telling) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        telling.run();
                    }
                });
    }
}
