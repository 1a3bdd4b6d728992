package io.serai.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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

    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    /**
     * Adds a statement; how many rows it changes does not matter.
     *
     * @param values one for each question mark; none is null (an absent value stands in the text as
     *     NULL). An {@link Instant} becomes a timestamptz
     */
    public SqlBatch add(String statement, Object... values) {
        if (!isEmpty()) {
            text.append(";\n");
        }
        text.append(statement.strip());
        for (Object value : values) {
            // The driver knows how to send this one only.
            parameters.add(value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
        }
        return this;
    }

    /**
     * Adds a guarded change of one row: where it changes another number of rows, the batch fails
     * and the transaction rolls back.
     *
     * @param statement an INSERT, UPDATE or DELETE without WITH and RETURNING
     */
    public SqlBatch addForOneRow(String statement, Object... values) {
        return add(EXACTLY_ONE.formatted(statement.strip()), values);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /**
     * Sends everything in the caller's transaction.
     *
     * @throws IllegalStateException when a guarded change met no row
     */
    public void run(JdbcOperations jdbc) {
        if (!isEmpty()) {
            jdbc.execute(text.toString(), (PreparedStatementCallback<Boolean>) this::send);
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
        for (int i = 0; i < parameters.size(); i++) {
            StatementCreatorUtils.setParameterValue(
                    statement,
                    i + 1,
                    StatementCreatorUtils.javaTypeToSqlParameterType(parameters.get(i).getClass()),
                    parameters.get(i));
        }
        try {
            return statement.execute();
        } catch (SQLException failed) {
            if (NOT_EXACTLY_ONE.equals(failed.getSQLState())) {
                throw new IllegalStateException(
                        "a guarded change of the batch did not change one row", failed);
            }
            throw failed;
        }
    }
}
