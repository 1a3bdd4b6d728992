package io.serai.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.util.PSQLState;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.StatementCreatorUtils;

/**
 * Statements that go to PostgreSQL in one round trip, in their order, each with a snapshot of its
 * own. Features add their part (a session row, an event and its deliveries); whoever opened the
 * transaction runs it. Not thread-safe; runs once.
 */
public final class SqlBatch {
    private static final String COMMIT = "COMMIT";

    /**
     * A division by zero is an error that plain SQL can raise. It has to be PostgreSQL that
     * notices: by the time we could count, a COMMIT in the same round trip would have been carried
     * out.
     */
    private static final String EXACTLY_ONE =
            """
            WITH changed AS (
                %s
                RETURNING 1)
            SELECT 1 / (count(*) = 1)::int FROM changed\
            """;

    private static final String NOT_EXACTLY_ONE = PSQLState.DIVISION_BY_ZERO.getState();
    private static final String NOT_ONE_ROW =
            "a guarded change of the batch did not change one row";

    private final List<Step> steps = new ArrayList<>();

    /**
     * A statement with its values.
     *
     * @param oneRow whether it has to change exactly one row
     */
    private record Step(String statement, List<Object> values, boolean oneRow) {
        String text() {
            return oneRow ? EXACTLY_ONE.formatted(statement) : statement;
        }

        boolean joins(Step other) {
            return statement.equals(other.statement) && oneRow == other.oneRow;
        }
    }

    /**
     * Adds a statement; how many rows it changes does not matter.
     *
     * @param values one for each question mark; none is null (an absent value stands in the text as
     *     NULL). An {@link Instant} becomes a timestamptz
     */
    public SqlBatch add(String statement, Object... values) {
        return add(statement, values, false);
    }

    /**
     * Adds a guarded change of one row: where it changes another number of rows, the batch fails
     * and the transaction rolls back.
     *
     * @param statement an INSERT, UPDATE or DELETE without WITH and RETURNING
     */
    public SqlBatch addForOneRow(String statement, Object... values) {
        return add(statement, values, true);
    }

    private SqlBatch add(String statement, Object[] values, boolean oneRow) {
        steps.add(
                new Step(
                        statement.strip(),
                        // The driver knows how to send this one only.
                        Stream.of(values)
                                .map(v -> v instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : v)
                                .toList(),
                        oneRow));
        return this;
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /**
     * Sends everything in the caller's transaction.
     *
     * @throws IllegalStateException when a guarded change met no row
     */
    public void run(JdbcOperations jdbc) {
        if (!isEmpty()) {
            String text = steps.stream().map(Step::text).collect(Collectors.joining(";\n"));
            jdbc.execute(text, (PreparedStatementCallback<Boolean>) this::send);
        }
    }

    /**
     * The same, with the commit of the caller's transaction in the same round trip; the caller does
     * nothing after it but end the transaction, which costs no further one. An empty batch leaves
     * the commit to that.
     *
     * @throws IllegalStateException when a guarded change met no row; nothing is committed then
     */
    public void runAndCommit(JdbcOperations jdbc) {
        if (!isEmpty()) {
            add(COMMIT).run(jdbc);
        }
    }

    /**
     * Sends several batches, each in its own order, in the caller's transaction: a statement that
     * comes next in more than one of them goes there once with the values of all. So many batches
     * of the same kind cost hardly more round trips than one; no order holds between the batches.
     *
     * @param beforeEach runs before each round trip; what it throws ends the work
     * @throws IllegalStateException when a guarded change did not meet one row
     */
    public static void runTogether(
            Collection<SqlBatch> batches, JdbcOperations jdbc, Runnable beforeEach) {
        List<Deque<Step>> left =
                batches.stream()
                        .map(batch -> (Deque<Step>) new ArrayDeque<>(batch.steps))
                        .collect(Collectors.toCollection(ArrayList::new));
        left.removeIf(Deque::isEmpty);
        while (!left.isEmpty()) {
            Step next = left.getFirst().getFirst();
            List<Step> joined =
                    left.stream()
                            .filter(steps -> steps.getFirst().joins(next))
                            .map(Deque::removeFirst)
                            .toList();
            left.removeIf(Deque::isEmpty);
            beforeEach.run();
            sendJoined(joined, jdbc);
        }
    }

    private static void sendJoined(List<Step> joined, JdbcOperations jdbc) {
        int[] changed =
                Objects.requireNonNull(
                        jdbc.execute(
                                joined.getFirst().statement(),
                                (PreparedStatementCallback<int[]>)
                                        statement -> {
                                            for (Step step : joined) {
                                                bind(step.values(), statement);
                                                statement.addBatch();
                                            }
                                            return statement.executeBatch();
                                        }));
        if (joined.getFirst().oneRow() && IntStream.of(changed).anyMatch(rows -> rows != 1)) {
            throw new IllegalStateException(NOT_ONE_ROW);
        }
    }

    private boolean send(PreparedStatement statement) throws SQLException {
        bind(steps.stream().flatMap(step -> step.values().stream()).toList(), statement);
        try {
            return statement.execute();
        } catch (SQLException failed) {
            if (NOT_EXACTLY_ONE.equals(failed.getSQLState())) {
                throw new IllegalStateException(NOT_ONE_ROW, failed);
            }
            throw failed;
        }
    }

    private static void bind(List<Object> values, PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            StatementCreatorUtils.setParameterValue(
                    statement,
                    i + 1,
                    StatementCreatorUtils.javaTypeToSqlParameterType(values.get(i).getClass()),
                    values.get(i));
        }
    }
}
