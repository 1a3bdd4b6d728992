package io.serai.events;

import io.serai.events.LaneRepository.Lease;
import io.serai.events.Settlement.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What becomes of claimed deliveries, of many at once: a transaction for each would cost more than
 * most reactions. Each first takes its lane's row lock by a guarded update, and looks for what else
 * is pending in a later statement: an event that is written at the same moment is either seen
 * there, or its writer waits and finds the lane closed.
 */
@Component
final class SettlementRepository {
    /**
     * Lanes are locked in the order of streams and then subscriptions, as a writer of events locks
     * those of its stream, so that nobody waits in a circle.
     */
    static final String HOLD_LANES =
            """
            WITH held AS (
                SELECT lane.subscription, lane.stream_id, lane.replay, lane.owner, wanted.due_in,
                       wanted.goes_on
                FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::uuid[], ?::bigint[], ?::boolean[])
                    AS wanted (subscription, stream_id, replay, owner, due_in, goes_on)
                CROSS JOIN LATERAL (
                    SELECT subscription, stream_id, replay, owner
                    FROM delivery_lanes
                    WHERE subscription = wanted.subscription
                      AND stream_id = wanted.stream_id
                      AND replay = wanted.replay
                      AND owner = wanted.owner
                    FOR UPDATE) lane)
            UPDATE delivery_lanes lane
            SET due_at = now() + held.due_in * interval '1 millisecond',
                owner = CASE WHEN held.goes_on THEN held.owner END
            FROM held
            WHERE lane.subscription = held.subscription
              AND lane.stream_id = held.stream_id
              AND lane.replay = held.replay
            RETURNING lane.subscription, lane.stream_id, lane.replay, held.owner
            """;

    private static final String FINISH =
            """
            WITH done AS (
                DELETE FROM deliveries WHERE id = ANY (?::bigint[])
                RETURNING id, subscription, stream_id, event_id, event_at, replay, attempts,
                          created_at)
            INSERT INTO finished_deliveries
                (id, subscription, stream_id, event_id, event_at, replay, attempts, created_at,
                 finished_at)
            SELECT id, subscription, stream_id, event_id, event_at, replay, attempts, created_at,
                   now()
            FROM done
            """;

    private static final String FAILED =
            """
            UPDATE deliveries d
            SET state = failed.state, attempts = failed.attempts, last_error = failed.error,
                changed_at = now()
            FROM unnest(?::bigint[], ?::text[], ?::int[], ?::text[])
                AS failed (id, state, attempts, error)
            WHERE d.id = failed.id
            """;

    private static final String DISCARD = "DELETE FROM deliveries WHERE id = ANY (?::bigint[])";

    static final String CLOSE_LANES =
            """
            DELETE FROM delivery_lanes lane
            USING unnest(?::text[], ?::bigint[], ?::bigint[])
                AS empty (subscription, stream_id, replay)
            WHERE lane.subscription = empty.subscription
              AND lane.stream_id = empty.stream_id
              AND lane.replay = empty.replay
            """;

    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final LaneRepository lanes;

    SettlementRepository(
            JdbcTemplate jdbc, TransactionOperations transactions, LaneRepository lanes) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.lanes = lanes;
    }

    /**
     * What the settlements found.
     *
     * @param held the leases that still were ours; nothing was changed for the others
     * @param next what is first in the lanes with something pending
     */
    record Settled(Set<Lease> held, Map<Lane, Claim> next) {}

    /** Settles all of them, in one transaction. */
    Settled settle(Collection<Settlement> settlements) {
        return transactions.execute(tx -> settleHeld(settlements));
    }

    private Settled settleHeld(Collection<Settlement> settlements) {
        Set<Lease> leases = hold(settlements);
        List<Settlement> held =
                settlements.stream().filter(one -> leases.contains(one.lease())).toList();
        if (held.isEmpty()) {
            return new Settled(leases, Map.of());
        }
        write(held);
        Map<Lane, Claim> next = next(held);
        close(
                held.stream()
                        .map(one -> one.claim().lane())
                        .filter(lane -> !next.containsKey(lane))
                        .toList());
        return new Settled(leases, next);
    }

    private Set<Lease> hold(Collection<Settlement> settlements) {
        List<Settlement> inOrder =
                settlements.stream()
                        .sorted(Comparator.comparing(one -> one.claim().lane(), Lane.LOCK_ORDER))
                        .toList();
        return new HashSet<>(
                jdbc.query(
                        HOLD_LANES,
                        (row, n) ->
                                new Lease(
                                        LaneRepository.lane(row),
                                        row.getObject("owner", UUID.class)),
                        each(inOrder, one -> one.claim().lane().subscription(), String[]::new),
                        each(inOrder, one -> one.claim().lane().streamId(), Long[]::new),
                        each(inOrder, one -> one.claim().lane().replay(), Long[]::new),
                        each(inOrder, one -> one.claim().owner().toString(), String[]::new),
                        each(inOrder, one -> one.dueIn().toMillis(), Long[]::new),
                        each(inOrder, Settlement::goesOn, Boolean[]::new)));
    }

    private void write(List<Settlement> held) {
        Map<Kind, List<Settlement>> kinds =
                held.stream().collect(Collectors.groupingBy(Settlement::kind));
        kinds.forEach(
                (kind, those) -> {
                    Long[] ids = each(those, one -> one.claim().deliveryId(), Long[]::new);
                    switch (kind) {
                        case FINISHED -> jdbc.update(FINISH, (Object) ids);
                        case DISCARDED -> jdbc.update(DISCARD, (Object) ids);
                        case WAITING -> fail("pending", ids, those);
                        case PARKED -> fail("parked", ids, those);
                    }
                });
    }

    private void fail(String state, Long[] ids, List<Settlement> failed) {
        jdbc.update(
                FAILED,
                ids,
                each(failed, one -> state, String[]::new),
                each(failed, Settlement::attempts, Integer[]::new),
                each(failed, Settlement::error, String[]::new));
    }

    private Map<Lane, Claim> next(List<Settlement> held) {
        Map<Lane, UUID> owners =
                held.stream()
                        .collect(
                                Collectors.toMap(
                                        one -> one.claim().lane(), one -> one.claim().owner()));
        return lanes.firstPending(owners.keySet(), owners::get).stream()
                .collect(Collectors.toMap(Claim::lane, Function.identity()));
    }

    private void close(List<Lane> empty) {
        if (!empty.isEmpty()) {
            jdbc.update(
                    CLOSE_LANES,
                    LaneRepository.subscriptions(empty),
                    LaneRepository.streams(empty),
                    LaneRepository.replays(empty));
        }
    }

    private static <T> T[] each(
            List<Settlement> settlements, Function<Settlement, T> value, IntFunction<T[]> array) {
        return settlements.stream().map(value).toArray(array);
    }
}
