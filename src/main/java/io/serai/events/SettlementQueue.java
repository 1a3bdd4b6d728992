package io.serai.events;

import io.serai.database.GroupCommit;
import io.serai.database.GroupCommit.Asked;
import io.serai.events.SettlementRepository.Settled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.stereotype.Component;

/** Settles what threads bring at the same time in one transaction. Thread-safe. */
@Component
final class SettlementQueue {
    /** In one transaction: whoever writes an event of one of these streams waits for its end. */
    private static final int MOST_AT_ONCE = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SettlementRepository repository;
    private final GroupCommit<Settlement, Settled> together;

    SettlementQueue(SettlementRepository repository) {
        this.repository = repository;
        this.together = new GroupCommit<>(MOST_AT_ONCE, PATIENCE, new Work());
    }

    private final class Work implements GroupCommit.Work<Settlement, Settled> {
        @Override
        public Settled alone(Settlement settlement) {
            return repository.settle(List.of(settlement));
        }

        @Override
        public void together(List<Asked<Settlement, Settled>> asked) {
            try {
                Settled settled = repository.settle(asked.stream().map(Asked::task).toList());
                asked.forEach(one -> one.answer(settled));
            } catch (NonTransientDataAccessException e) {
                // One of them may be to blame, and the others must not suffer for it: each alone.
            }
        }
    }

    /**
     * Settles, and waits until it is committed.
     *
     * @return the lane's next delivery, if it stays ours
     * @throws LeaseLost when the lane is not ours any more
     * @throws org.springframework.dao.DataAccessException when nothing was changed
     * @throws org.springframework.transaction.TransactionException the same
     */
    Optional<Claim> settle(Settlement settlement) {
        Settled settled = together.run(settlement);
        if (!settled.held().contains(settlement.lease())) {
            throw new LeaseLost(settlement.claim());
        }
        return settlement.goesOn()
                ? Optional.ofNullable(settled.next().get(settlement.claim().lane()))
                : Optional.empty();
    }
}
