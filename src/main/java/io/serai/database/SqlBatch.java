package io.serai.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.StatementCreatorUtils;

/**
 * Statements that go to PostgreSQL in one round trip, in their order, each with a snapshot of its
 * own. Features add their part (a session row, an event and its deliveries); whoever opened the
 * transaction runs it. Not thread-safe; runs once.
 */
public final class SqlBatch {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private final List<Integer> expected = new ArrayList<>();

    /**
     * Adds a statement; how many rows it changes does not matter.
     *
     * @param values one for each question mark; none is null (an absent value stands in the text as
     *     NULL). An {@link Instant} becomes a timestamptz
     */
    public SqlBatch add(String statement, Object... values) {
        return append(-1, statement, values);
    }

    /**
     * Adds a guarded change of one row; {@link #run} fails when it changes none, so that the
     * transaction rolls back.
     */
    public SqlBatch addForOneRow(String statement, Object... values) {
        return append(1, statement, values);
    }

    public boolean isEmpty() {
        return expected.isEmpty();
    }

    /**
     * Sends everything in the caller's transaction.
     *
     * @throws IllegalStateException when a guarded change met no row
     */
    public void run(JdbcOperations jdbc) {
        if (isEmpty()) {
            return;
        }
        jdbc.execute(text.toString(), (PreparedStatementCallback<Boolean>) this::send);
    }

    private SqlBatch append(int rows, String statement, Object... values) {
        if (!expected.isEmpty()) {
            text.append(";\n");
        }
        text.append(statement.strip());
        for (Object value : values) {
            // The driver knows how to send this one only.
            parameters.add(value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
        }
        expected.add(rows);
        return this;
    }

    private boolean send(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            StatementCreatorUtils.setParameterValue(
                    statement,
                    i + 1,
                    StatementCreatorUtils.javaTypeToSqlParameterType(parameters.get(i).getClass()),
                    parameters.get(i));
        }
        boolean rows = statement.execute();
        for (int i = 0; i < expected.size(); i++) {
            if (expected.get(i) >= 0) {
                int changed = rows ? count(statement) : statement.getUpdateCount();
                if (changed != expected.get(i)) {
                    throw new IllegalStateException(
                            "statement " + (i + 1) + " of the batch changed " + changed + " rows");
                }
            }
            rows = statement.getMoreResults();
        }
        return true;
    }

    /** What a statement with RETURNING has changed. */
    private static int count(PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet changed = statement.getResultSet()) {
            while (changed.next()) {
                rows++;
            }
        }
        return rows;
    }
}
