package io.serai.restream;

import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
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
     * The orders with their claims; without those that another node has, that failed for this very
     * wish, or for which a limit is reached, which is then told.
     *
     * @param orders of one stream
     * @param held how many this node has
     */
    List<Order> claim(List<Order> orders, int held) {
        if (orders.isEmpty()) {
            return List.of();
        }
        List<Order> claimed = transactions.execute(tx -> claimLocked(orders, held));
        return claimed == null ? List.of() : claimed;
    }

    private List<Order> claimLocked(List<Order> orders, int held) {
        long owner = orders.getFirst().owner();
        // The stream's row first, as everybody who writes events locks.
        leases.lockStream(orders.getFirst().stream());
        leases.lockOwner(owner);
        int ofNode = Math.max(0, limits.processes() - held);
        int ofOwner = Math.max(0, limits.processesPerUser() - leases.ofOwner(owner, orders));
        int room = Math.min(orders.size(), Math.min(ofNode, ofOwner));
        String why =
                ofNode <= ofOwner
                        ? "This node runs as many restreams as it may (" + limits.processes() + ")"
                        : "Its owner has as many restreams as one may have ("
                                + limits.processesPerUser()
                                + ")";
        orders.subList(room, orders.size()).forEach(order -> refuse(order, why));
        List<Order> fitting = orders.subList(0, room);
        Map<DestinationId, Long> claims = leases.claim(node, fitting, now());
        return fitting.stream()
                .filter(order -> claims.containsKey(order.destination()))
                .map(order -> order.held(claims.get(order.destination())))
                .toList();
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
