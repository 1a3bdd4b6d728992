package io.serai.events;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Who may work on which lane, and until when. All times are the database's. */
@Component
final class LaneRepository {
    /**
     * Rows are updated by where they lie: by their key the planner, who can't know how few there
     * will be, reads the whole table. A row that moves in between stays due.
     */
    static final String CLAIM =
            """
            WITH due AS (
                SELECT l.place
                FROM unnest(?::text[], ?::int[]) AS wanted (subscription, slots)
                CROSS JOIN LATERAL (
                    SELECT ctid AS place
                    FROM delivery_lanes
                    WHERE subscription = wanted.subscription AND due_at <= now()
                    ORDER BY due_at
                    LIMIT wanted.slots
                    FOR UPDATE SKIP LOCKED) l)
            UPDATE delivery_lanes lane
            SET owner = ?, due_at = now() + ? * interval '1 millisecond'
            WHERE lane.ctid = ANY (ARRAY (SELECT place FROM due))
            RETURNING lane.subscription, lane.stream_id, lane.replay
            """;

    /**
     * Apart from the claim, because that one's snapshot is older than its locks: it could still see
     * a delivery that another node has just finished. It asks for the next one in the order of the
     * lanes' index and compares afterwards: asked for equality and the lowest id, the planner may
     * walk the primary key through the whole backlog.
     */
    static final String FIRST_PENDING =
            """
            SELECT lane.subscription, lane.stream_id, lane.replay,
                   first.id, first.attempts, first.event_id, first.event_at,
                   event.type, event.detail::text AS detail
            FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS lane (subscription, stream_id, replay)
            CROSS JOIN LATERAL (
                SELECT subscription, stream_id, replay, id, attempts, event_id, event_at
                FROM deliveries
                WHERE state = 'pending'
                  AND (subscription, stream_id, replay)
                      >= (lane.subscription, lane.stream_id, lane.replay)
                ORDER BY subscription, stream_id, replay, id
                LIMIT 1) first
            LEFT JOIN LATERAL (
                SELECT type, detail
                FROM stream_events
                WHERE id = first.event_id AND at = first.event_at
                LIMIT 1) event ON true
            WHERE (first.subscription, first.stream_id, first.replay)
                  = (lane.subscription, lane.stream_id, lane.replay)
            """;

    private static final String RENEW =
            """
            UPDATE delivery_lanes lane
            SET due_at = now() + ? * interval '1 millisecond'
            FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::uuid[])
                AS held (subscription, stream_id, replay, owner)
            WHERE lane.subscription = held.subscription
              AND lane.stream_id = held.stream_id
              AND lane.replay = held.replay
              AND lane.owner = held.owner
            RETURNING lane.owner, lane.subscription, lane.stream_id, lane.replay
            """;

    private static final String GIVE_BACK =
            """
            UPDATE delivery_lanes lane
            SET due_at = now(), owner = NULL
            FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::uuid[])
                AS held (subscription, stream_id, replay, owner)
            WHERE lane.subscription = held.subscription
              AND lane.stream_id = held.stream_id
              AND lane.replay = held.replay
              AND lane.owner = held.owner
            """;

    private static final String LOCK_EMPTY =
            """
            SELECT subscription, stream_id, replay
            FROM delivery_lanes lane
            WHERE NOT EXISTS (
                SELECT FROM deliveries d
                WHERE d.subscription = lane.subscription
                  AND d.stream_id = lane.stream_id
                  AND d.replay = lane.replay
                  AND d.state = 'pending')
            LIMIT 10000
            FOR UPDATE SKIP LOCKED
            """;

    /** Looks again with a snapshot that is younger than the locks: nobody adds behind them. */
    private static final String DELETE_EMPTY =
            """
            DELETE FROM delivery_lanes lane
            USING unnest(?::text[], ?::bigint[], ?::bigint[])
                AS empty (subscription, stream_id, replay)
            WHERE lane.subscription = empty.subscription
              AND lane.stream_id = empty.stream_id
              AND lane.replay = empty.replay
              AND NOT EXISTS (
                SELECT FROM deliveries d
                WHERE d.subscription = lane.subscription
                  AND d.stream_id = lane.stream_id
                  AND d.replay = lane.replay
                  AND d.state = 'pending')
            """;

    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;

    LaneRepository(JdbcTemplate jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** A lease that this node holds. */
    record Lease(Lane lane, UUID owner) {}

    /** Takes due lanes, at most as many of each subscription as it has free slots. */
    List<Lane> claim(Map<String, Integer> freeSlots, UUID owner, Duration lease) {
        String[] names = freeSlots.keySet().toArray(String[]::new);
        Integer[] slots = freeSlots.values().toArray(Integer[]::new);
        return jdbc.query(CLAIM, (row, n) -> lane(row), names, slots, owner, lease.toMillis());
    }

    /** The first pending delivery of each lane; a lane without one is missing. */
    List<Claim> firstPending(Collection<Lane> lanes, UUID owner) {
        return firstPending(lanes, lane -> owner);
    }

    /** The same, for lanes with leases of their own. */
    List<Claim> firstPending(Collection<Lane> lanes, Function<Lane, UUID> owner) {
        return jdbc.query(
                FIRST_PENDING,
                (row, n) -> claim(row, owner),
                subscriptions(lanes),
                streams(lanes),
                replays(lanes));
    }

    /** Those leases that are still held; each is as long as a new one now. */
    Set<Lease> renew(Collection<Lease> held, Duration lease) {
        List<Lease> leases = inLockOrder(held);
        List<Lane> lanes = leases.stream().map(Lease::lane).toList();
        return new HashSet<>(
                jdbc.query(
                        RENEW,
                        (row, n) -> new Lease(lane(row), row.getObject("owner", UUID.class)),
                        lease.toMillis(),
                        subscriptions(lanes),
                        streams(lanes),
                        replays(lanes),
                        owners(leases)));
    }

    /** Makes the lanes due at once for anybody, as far as the leases are still held. */
    void giveBack(Collection<Lease> held) {
        List<Lease> leases = inLockOrder(held);
        List<Lane> lanes = leases.stream().map(Lease::lane).toList();
        jdbc.update(
                GIVE_BACK, subscriptions(lanes), streams(lanes), replays(lanes), owners(leases));
    }

    /** Removes lanes in which nothing is pending; how many. */
    int removeEmpty() {
        return transactions.execute(
                tx -> {
                    List<Lane> empty = jdbc.query(LOCK_EMPTY, (row, n) -> lane(row));
                    return empty.isEmpty()
                            ? 0
                            : jdbc.update(
                                    DELETE_EMPTY,
                                    subscriptions(empty),
                                    streams(empty),
                                    replays(empty));
                });
    }

    private static List<Lease> inLockOrder(Collection<Lease> leases) {
        return leases.stream().sorted(Comparator.comparing(Lease::lane, Lane.LOCK_ORDER)).toList();
    }

    static Lane lane(ResultSet row) throws SQLException {
        return new Lane(
                row.getString("subscription"), row.getLong("stream_id"), row.getLong("replay"));
    }

    private static Claim claim(ResultSet row, Function<Lane, UUID> owner) throws SQLException {
        Lane lane = lane(row);
        Timestamp at = row.getTimestamp("event_at");
        String type = row.getString("type");
        Optional<Claim.Event> event =
                type == null
                        ? Optional.empty()
                        : Optional.of(
                                new Claim.Event(
                                        row.getLong("event_id"),
                                        type,
                                        at.toInstant(),
                                        EventJson.decodeDetail(row.getString("detail"))));
        return new Claim(lane, owner.apply(lane), row.getLong("id"), row.getInt("attempts"), event);
    }

    static String[] subscriptions(Collection<Lane> lanes) {
        return lanes.stream().map(Lane::subscription).toArray(String[]::new);
    }

    static Long[] streams(Collection<Lane> lanes) {
        return lanes.stream().map(Lane::streamId).toArray(Long[]::new);
    }

    static Long[] replays(Collection<Lane> lanes) {
        return lanes.stream().map(Lane::replay).toArray(Long[]::new);
    }

    private static String[] owners(Collection<Lease> leases) {
        return leases.stream().map(lease -> lease.owner().toString()).toArray(String[]::new);
    }
}
