package io.serai.events;

import io.serai.database.SqlBatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What becomes of a claimed delivery. Each change first takes the lane's row lock by a guarded
 * update, and looks for what else is pending in a later statement: an event that is written at the
 * same moment is either seen there, or its writer waits and finds the lane closed.
 */
@Repository
class SettlementRepository {
    private static final String KEEP_LANE =
            """
            UPDATE delivery_lanes SET due_at = now() + ? * interval '1 millisecond'
            WHERE subscription = ? AND stream_id = ? AND replay = ? AND owner = ?
            """;

    private static final String LEAVE_LANE =
            """
            UPDATE delivery_lanes
            SET due_at = now() + ? * interval '1 millisecond', owner = NULL
            WHERE subscription = ? AND stream_id = ? AND replay = ? AND owner = ?
            """;

    private static final String FINISH =
            """
            WITH done AS (
                DELETE FROM deliveries WHERE id = ?
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
            UPDATE deliveries
            SET state = ?, attempts = ?, last_error = ?, changed_at = now()
            WHERE id = ?
            """;

    private static final String DISCARD = "DELETE FROM deliveries WHERE id = ?";

    private static final String CLOSE_LANE_IF_EMPTY =
            """
            DELETE FROM delivery_lanes lane
            WHERE subscription = ? AND stream_id = ? AND replay = ?
              AND NOT EXISTS (
                SELECT FROM deliveries d
                WHERE d.subscription = lane.subscription
                  AND d.stream_id = lane.stream_id
                  AND d.replay = lane.replay
                  AND d.state = 'pending')
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
     * Handled. The lane is left to anybody.
     *
     * @throws LeaseLost as all of these, when the lane is not ours any more
     */
    void finish(Claim claim) {
        change(claim, leave(claim, Duration.ZERO).add(FINISH, claim.deliveryId()));
    }

    /** Handled; the lane's next delivery, if there is one, is ours with a new lease. */
    Optional<Claim> finishAndTakeNext(Claim claim, Duration lease) {
        return transactions.execute(
                tx -> {
                    run(claim, keep(claim, lease).add(FINISH, claim.deliveryId()));
                    return lanes.firstPending(List.of(claim.lane()), claim.owner()).stream()
                            .findFirst();
                });
    }

    /** Not handled: it comes again after the wait, and until then blocks its lane. */
    void retry(Claim claim, int attempts, String error, Duration wait) {
        change(
                claim,
                leave(claim, wait).add(FAILED, "pending", attempts, error, claim.deliveryId()));
    }

    /** Not handled, and it does not come again by itself. */
    void park(Claim claim, int attempts, String error) {
        change(
                claim,
                leave(claim, Duration.ZERO)
                        .add(FAILED, "parked", attempts, error, claim.deliveryId()));
    }

    /** Its event is gone. */
    void discard(Claim claim) {
        change(claim, leave(claim, Duration.ZERO).add(DISCARD, claim.deliveryId()));
    }

    private void change(Claim claim, SqlBatch batch) {
        transactions.executeWithoutResult(tx -> run(claim, batch));
    }

    private void run(Claim claim, SqlBatch batch) {
        Lane lane = claim.lane();
        batch.add(CLOSE_LANE_IF_EMPTY, lane.subscription(), lane.streamId(), lane.replay());
        try {
            batch.run(jdbc);
        } catch (IllegalStateException guardMetNoRow) {
            throw new LeaseLost(claim);
        }
    }

    private static SqlBatch keep(Claim claim, Duration lease) {
        return lane(KEEP_LANE, claim, lease);
    }

    private static SqlBatch leave(Claim claim, Duration wait) {
        return lane(LEAVE_LANE, claim, wait);
    }

    private static SqlBatch lane(String statement, Claim claim, Duration dueIn) {
        Lane lane = claim.lane();
        return new SqlBatch()
                .addForOneRow(
                        statement,
                        dueIn.toMillis(),
                        lane.subscription(),
                        lane.streamId(),
                        lane.replay(),
                        claim.owner());
    }
}
