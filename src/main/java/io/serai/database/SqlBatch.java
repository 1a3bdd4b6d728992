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
import java.util.stream.Collectors;
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
    private static final String EXACTLY =
            """
            WITH changed AS (
                %s
                RETURNING 1)
            SELECT 1 / (count(*) = ?)::int FROM changed\
            """;

    private static final String NOT_EXACTLY = PSQLState.DIVISION_BY_ZERO.getState();

    private final List<Step> steps = new ArrayList<>();

    /**
     * A statement with its values.
     *
     * @param guarded whether each of the rows has to change exactly one row
     * @param rows more than one where statements were joined
     */
    private record Step(
            String statement, boolean guarded, boolean joinable, List<List<Object>> rows) {
        boolean joins(Step other) {
            return joinable
                    && other.joinable
                    && guarded == other.guarded
                    && statement.equals(other.statement);
        }

        String text() {
            return guarded ? EXACTLY.formatted(statement) : statement;
        }

        List<Object> parameters() {
            List<Object> parameters = new ArrayList<>(joinable ? columns() : rows.getFirst());
            if (guarded) {
                parameters.add(rows.size());
            }
            return parameters;
        }

        private List<Object> columns() {
            List<Object> columns = new ArrayList<>();
            for (int column = 0; column < rows.getFirst().size(); column++) {
                columns.add(column(column));
            }
            return columns;
        }

        /** The driver has arrays of numbers; whatever else there is, the statement casts. */
        private Object column(int column) {
            Stream<Object> values = rows.stream().map(row -> row.get(column));
            return rows.getFirst().get(column) instanceof Number
                    ? values.map(value -> ((Number) value).longValue()).toArray(Long[]::new)
                    : values.map(Object::toString).toArray(String[]::new);
        }
    }

    /**
     * Adds a statement; how many rows it changes does not matter.
     *
     * @param values one for each question mark; none is null (an absent value stands in the text as
     *     NULL). An {@link Instant} becomes a timestamptz
     */
    public SqlBatch add(String statement, Object... values) {
        return add(statement, false, false, values);
    }

    /**
     * Adds a guarded change of one row: where it changes another number of rows, the batch fails
     * and the transaction rolls back.
     *
     * @param statement an INSERT, UPDATE or DELETE without WITH and RETURNING
     */
    public SqlBatch addForOneRow(String statement, Object... values) {
        return add(statement, true, false, values);
    }

    /**
     * Adds a row to a statement that takes many at once. Alone it is sent as any other; where
     * batches are {@link #joined}, all their rows go out in one statement.
     *
     * @param statement each question mark is an array with a value of each row, as in {@code SELECT
     *     ... FROM unnest(?::bigint[], ?::timestamptz[])}
     * @param values one for each question mark, none is null
     */
    public SqlBatch addRow(String statement, Object... values) {
        return add(statement, false, true, values);
    }

    /**
     * The same with a guard: where the statement does not change as many rows as it was given, the
     * batch fails and the transaction rolls back.
     */
    public SqlBatch addRowForOneRow(String statement, Object... values) {
        return add(statement, true, true, values);
    }

    private SqlBatch add(String statement, boolean guarded, boolean joinable, Object... values) {
        List<Object> row =
                Stream.of(values)
                        // The driver knows how to send this one only.
                        .map(
                                value ->
                                        value instanceof Instant at
                                                ? at.atOffset(ZoneOffset.UTC)
                                                : value)
                        .toList();
        steps.add(new Step(statement.strip(), guarded, joinable, List.of(row)));
        return this;
    }

    /**
     * One batch of several. Each keeps its own order, none holds between them: a statement that
     * takes many rows and comes next in more than one of them is sent once.
     */
    public static SqlBatch joined(Collection<SqlBatch> batches) {
        SqlBatch joined = new SqlBatch();
        List<Deque<Step>> left = new ArrayList<>();
        batches.forEach(batch -> left.add(new ArrayDeque<>(batch.steps)));
        left.removeIf(Deque::isEmpty);
        while (!left.isEmpty()) {
            Step next = left.getFirst().removeFirst();
            List<List<Object>> rows = new ArrayList<>(next.rows());
            left.stream()
                    .skip(1)
                    .filter(steps -> steps.getFirst().joins(next))
                    .forEach(steps -> rows.addAll(steps.removeFirst().rows()));
            joined.steps.add(new Step(next.statement(), next.guarded(), next.joinable(), rows));
            left.removeIf(Deque::isEmpty);
        }
        return joined;
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

    private boolean send(PreparedStatement statement) throws SQLException {
        int number = 0;
        for (Step step : steps) {
            for (Object value : step.parameters()) {
                number++;
                StatementCreatorUtils.setParameterValue(
                        statement,
                        number,
                        StatementCreatorUtils.javaTypeToSqlParameterType(value.getClass()),
                        value);
            }
        }
        try {
            return statement.execute();
        } catch (SQLException failed) {
            if (NOT_EXACTLY.equals(failed.getSQLState())) {
                throw new IllegalStateException(
                        "a guarded change of the batch did not change one row", failed);
            }
            throw failed;
        }
    }
}
