package io.serai.studio;

import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import io.serai.livekit.Ingress;
import io.serai.livekit.LiveKit;
import io.serai.livekit.LiveKitFailed;
import io.serai.studio.IngressTurns.Turn;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes a creator's ingress in LiveKit and here, one after the other, so that in the end both
 * know the same one. What a crash leaves behind in LiveKit lies in the creator's room, where the
 * next change finds it. Thread-safe.
 */
@Component
final class IngressChange {
    private static final Logger log = LoggerFactory.getLogger(IngressChange.class);

    private final LiveKit liveKit;
    private final IngressTurns turns;
    private final StudioRepository repository;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;

    IngressChange(
            LiveKit liveKit,
            IngressTurns turns,
            StudioRepository repository,
            TransactionTemplate transactions,
            JdbcOperations jdbc) {
        this.liveKit = liveKit;
        this.turns = turns;
        this.repository = repository;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /** What is written, in one transaction, once LiveKit has the new ingress and no other. */
    interface Saving {
        void addTo(SqlBatch batch, Ingress made);
    }

    /**
     * Gives the creator a new ingress and takes away every other one. As long as LiveKit has not
     * made the new one, the old one stays as it is.
     *
     * @throws LiveKitFailed when LiveKit does not do its part; nothing is written then
     */
    Ingress reset(UserId owner, Ingress.Kind kind, Saving saving) {
        try (Turn turn = turns.take(owner)) {
            Ingress made = liveKit.createIngress(kind, owner.toString());
            try {
                removeAllBut(Optional.of(made), owner);
                save(turn, batch -> saving.addTo(batch, made));
            } catch (RuntimeException e) {
                undo(owner, made, e);
            }
            return made;
        }
    }

    /**
     * Takes the creator's ingress away here, and in LiveKit as far as that answers; what is left
     * there is nobody's any more, and {@link #removeLeftovers} finds it.
     */
    void remove(UserId owner, Consumer<SqlBatch> saving) {
        try (Turn turn = turns.take(owner)) {
            save(turn, saving);
            if (liveKit.configured()) {
                removeAllBut(Optional.empty(), owner);
            }
        } catch (LiveKitFailed e) {
            log.warn("ingress.left-over user={} reason=\"{}\"", owner, e.getMessage());
        }
    }

    /**
     * Takes away what LiveKit has besides the creator's ingress; nothing without a LiveKit.
     *
     * @throws LiveKitFailed when LiveKit does not do its part
     */
    void removeLeftovers(UserId owner) {
        if (!liveKit.configured()) {
            return;
        }
        try (Turn _ = turns.take(owner)) {
            Optional<String> current = repository.byOwner(owner).flatMap(StudioStream::ingressId);
            for (Ingress one : liveKit.ingresses(owner.toString())) {
                if (!current.equals(Optional.of(one.id()))) {
                    liveKit.deleteIngress(one.id());
                    log.info("ingress.left-over-removed user={}", owner);
                }
            }
        }
    }

    private void save(Turn turn, Consumer<SqlBatch> saving) {
        transactions.executeWithoutResult(
                tx -> {
                    SqlBatch batch = new SqlBatch();
                    saving.accept(batch);
                    turn.addEnd(batch);
                    batch.run(jdbc);
                });
    }

    private void removeAllBut(Optional<Ingress> made, UserId owner) {
        String room = owner.toString();
        for (Ingress one : liveKit.ingresses(room)) {
            if (!made.map(Ingress::id).equals(Optional.of(one.id()))) {
                liveKit.deleteIngress(one.id());
            }
        }
        liveKit.deleteRoom(room);
    }

    /** Unless the row was written after all: a connection can break between commit and answer. */
    private void undo(UserId owner, Ingress made, RuntimeException failure) {
        if (isSaved(owner, made)) {
            return;
        }
        try {
            liveKit.deleteIngress(made.id());
        } catch (LiveKitFailed e) {
            log.warn("ingress.left-over user={} reason=\"{}\"", owner, e.getMessage());
        }
        throw failure;
    }

    private boolean isSaved(UserId owner, Ingress made) {
        try {
            return repository
                    .byOwner(owner)
                    .flatMap(StudioStream::ingressId)
                    .equals(Optional.of(made.id()));
        } catch (DataAccessException | TransactionException e) {
            return false;
        }
    }
}
