package io.serai.restream;

import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes restreams for this node, as many as it and their owners may have. Thread-safe. */
final class Claims {
    private static final Logger log = LoggerFactory.getLogger(Claims.class);

    private final Node node;
    private final LeaseRepository leases;
    private final RestreamSettings.Limits limits;
    private final EventLog events;
    private final RestreamMetrics metrics;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final Clock clock;

    Claims(
            Node node,
            LeaseRepository leases,
            RestreamSettings.Limits limits,
            EventLog events,
            RestreamMetrics metrics,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            Clock clock) {
        this.node = node;
        this.leases = leases;
        this.limits = limits;
        this.events = events;
        this.metrics = metrics;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * The order with its claim; empty if another node has it, it failed for this very wish, or a
     * limit is reached, which is then told.
     *
     * @param held how many this node has
     */
    Optional<Order> claim(Order order, int held) {
        return transactions.execute(
                tx -> {
                    // The stream's row first, as everybody who writes events locks.
                    leases.lockStream(order.stream());
                    leases.lockOwner(order.owner());
                    if (held >= limits.processes()) {
                        refuse(
                                order,
                                "This node runs as many restreams as it may ("
                                        + limits.processes()
                                        + ")");
                        return Optional.empty();
                    }
                    int ofOwner = leases.ofOwner(order.owner(), order.destination());
                    if (ofOwner >= limits.processesPerUser()) {
                        refuse(
                                order,
                                "Its owner has as many restreams as one may have ("
                                        + limits.processesPerUser()
                                        + ")");
                        return Optional.empty();
                    }
                    return leases.claim(node, order, now()).map(order::held);
                });
    }

    private void refuse(Order order, String text) {
        Instant now = now();
        if (!leases.refuse(node, order, text, now)) {
            return;
        }
        SqlBatch batch = new SqlBatch();
        events.append(
                RestreamEvents.failed(
                        order.stream(),
                        order.destination(),
                        order.platform(),
                        new Failure(FailureKind.LIMIT, text),
                        0,
                        false,
                        now),
                batch);
        batch.run(jdbc);
        metrics.failed(order.platform(), FailureKind.LIMIT);
        log.warn(
                "restream.refused destination={} stream={} platform={} reason=\"{}\"",
                order.destination(),
                order.stream(),
                order.platform(),
                text);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
