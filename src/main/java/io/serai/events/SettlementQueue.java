package io.serai.events;

import io.serai.events.SettlementRepository.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.stereotype.Component;

/**
 * Gathers what threads want to settle at the same time: whoever is first writes for all that wait
 * meanwhile, in one transaction. So the more there is to do, the less each costs, and nobody waits
 * for others to come. Thread-safe.
 */
@Component
final class SettlementQueue {
    /** In one transaction: whoever writes an event of one of these streams waits for its end. */
    private static final int MOST_AT_ONCE = 64;

    private final SettlementRepository repository;
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    SettlementQueue(SettlementRepository repository) {
        this.repository = repository;
    }

    /** Only who holds the turn writes the fields; taking the turn makes them visible. */
    private static final class Waiting {
        private final Settlement settlement;
        private @Nullable Settled settled;
        private @Nullable RuntimeException failure;

        Waiting(Settlement settlement) {
            this.settlement = settlement;
        }

        boolean isOver() {
            return settled != null || failure != null;
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
        Waiting mine = new Waiting(settlement);
        queue.add(mine);
        turn.lock();
        try {
            while (!mine.isOver()) {
                settleSome();
            }
        } finally {
            turn.unlock();
        }
        return result(mine);
    }

    private void settleSome() {
        List<Waiting> some = new ArrayList<>();
        Waiting next = queue.poll();
        while (next != null) {
            some.add(next);
            next = some.size() < MOST_AT_ONCE ? queue.poll() : null;
        }
        try {
            settle(some);
        } catch (NonTransientDataAccessException e) {
            // One of them may be to blame, and the others must not suffer for it.
            if (some.size() == 1) {
                some.getFirst().failure = e;
            } else {
                some.forEach(this::settleAlone);
            }
        } catch (RuntimeException e) {
            some.forEach(one -> one.failure = e);
        }
    }

    private void settleAlone(Waiting one) {
        try {
            settle(List.of(one));
        } catch (RuntimeException e) {
            one.failure = e;
        }
    }

    private void settle(List<Waiting> some) {
        Settled settled = repository.settle(some.stream().map(one -> one.settlement).toList());
        some.forEach(one -> one.settled = settled);
    }

    private static Optional<Claim> result(Waiting mine) {
        if (mine.failure != null) {
            throw mine.failure;
        }
        Settlement settlement = mine.settlement;
        Settled settled = Objects.requireNonNull(mine.settled);
        if (!settled.held().contains(settlement.lease())) {
            throw new LeaseLost(settlement.claim());
        }
        return settlement.goesOn()
                ? Optional.ofNullable(settled.next().get(settlement.claim().lane()))
                : Optional.empty();
    }
}
