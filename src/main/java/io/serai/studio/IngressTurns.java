package io.serai.studio;

import io.serai.common.ControlException.Conflict;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Lets one change of a creator's ingress happen at a time, on whichever node: LiveKit and our row
 * can't change together, so two changes at once could end with an ingress that no row knows. A row
 * in the database, not a lock: no connection is held while LiveKit is asked. Thread-safe.
 */
@Component
final class IngressTurns {
    private static final Logger log = LoggerFactory.getLogger(IngressTurns.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final IngressTurnRepository repository;
    private final StudioSettings settings;
    private final Clock clock;

    IngressTurns(IngressTurnRepository repository, StudioSettings settings, Clock clock) {
        this.repository = repository;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Waits for the turn, but not longer than {@code serai.studio.turn-wait}.
     *
     * @throws Conflict when somebody else's change takes longer
     */
    Turn take(UserId owner) {
        UUID holder = UUID.randomUUID();
        long giveUp = System.nanoTime() + settings.turnWait().toNanos();
        while (!tryTake(owner, holder)) {
            if (System.nanoTime() >= giveUp || Thread.currentThread().isInterrupted()) {
                throw new Conflict("The stream key is just being changed; try again in a moment");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return new Turn(owner, holder);
    }

    private boolean tryTake(UserId owner, UUID holder) {
        Instant now = clock.instant();
        return repository.take(owner, holder, now.plus(settings.longestTurn()), now);
    }

    /** One change. Closing it lets the next one begin; what it has not done by then it must not. */
    final class Turn implements AutoCloseable {
        private final UserId owner;
        private final UUID holder;

        private Turn(UserId owner, UUID holder) {
            this.owner = owner;
            this.holder = holder;
        }

        /** Adds to the last transaction of the change: nobody else has taken over meanwhile. */
        void addEnd(SqlBatch batch) {
            repository.addEnd(owner, holder, batch);
        }

        @Override
        public void close() {
            try {
                repository.end(owner, holder);
            } catch (DataAccessException | TransactionException e) {
                // It ends by itself.
                log.warn("ingress.turn-kept user={} for={}", owner, settings.longestTurn());
            }
        }
    }
}
