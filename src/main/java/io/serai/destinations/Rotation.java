package io.serai.destinations;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.destinations.DestinationAnswers.RotatedKeys;
import io.serai.restream.KeyRotation;
import io.serai.restream.KeyRotation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Encrypts all keys of destinations with the present {@code ENCRYPTION_KEY}, some at a time, so
 * that no transaction is long; called again, it goes on with what is left. Thread-safe.
 */
@Component
final class Rotation {
    private static final Logger log = LoggerFactory.getLogger(Rotation.class);
    private static final int AT_ONCE = 200;

    private final KeyRotation keys;
    private final AuditLog audit;
    private final TransactionTemplate transactions;

    Rotation(KeyRotation keys, AuditLog audit, TransactionTemplate transactions) {
        this.keys = keys;
        this.audit = audit;
        this.transactions = transactions;
    }

    RotatedKeys run(Actor actor) {
        int sealed = 0;
        List<Long> unreadable = new ArrayList<>();
        transactions.executeWithoutResult(
                tx ->
                        audit.write(
                                AuditEntry.of(
                                        actor, "keys.rotated", "destination", "all", "streamKey")));
        Part part = next(0);
        while (part.last().isPresent()) {
            sealed += part.sealed();
            part.unreadable().forEach(id -> unreadable.add(id.value()));
            part = next(part.last().get().value());
        }
        log.info("keys.rotated destinations={} unreadable={}", sealed, unreadable.size());
        return new RotatedKeys(sealed, unreadable);
    }

    private Part next(long after) {
        return Objects.requireNonNull(transactions.execute(tx -> keys.next(after, AT_ONCE)));
    }
}
