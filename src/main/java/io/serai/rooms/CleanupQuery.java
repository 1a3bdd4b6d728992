package io.serai.rooms;

import io.serai.common.StreamId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the query of the clean-up gives, and how its errors are told to whoever changed it. */
final class CleanupQuery {
    private static final String COLUMN = "stream_id";
    private static final int LONGEST_REASON = 300;
    private static final String NAMES = ":?cutoff, :?after and :?limit";

    /** As camel-jdbc tells it, with the whole query and its own words for what a query may use. */
    private static final Pattern UNKNOWN_NAME = Pattern.compile("Cannot find key \\[(\\w+)]");

    private CleanupQuery() {}

    /**
     * The streams that the rows name.
     *
     * @throws IllegalArgumentException what the query has to give
     */
    static List<StreamId> streams(Object rows) {
        if (!(rows instanceof List<?> list)) {
            throw new IllegalArgumentException("The query gives no rows: it has to be a SELECT");
        }
        List<StreamId> streams = new ArrayList<>();
        for (Object row : list) {
            boolean named =
                    row instanceof Map<?, ?> columns
                            && columns.get(COLUMN) instanceof Long id
                            && id > 0
                            && streams.add(new StreamId(id));
            if (!named) {
                throw new IllegalArgumentException(
                        "The query has to give a column " + COLUMN + " with the ids of streams");
            }
        }
        return streams;
    }

    /** One line, without anything that stands in the database. */
    static String describe(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return describe(sql);
            }
        }
        String text = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        Matcher unknown = UNKNOWN_NAME.matcher(text);
        return unknown.find()
                ? "The query uses :?" + unknown.group(1) + "; it may use " + NAMES
                : oneLine(text);
    }

    private static String describe(SQLException failure) {
        String state = Optional.ofNullable(failure.getSQLState()).orElse("");
        boolean aboutTheText = state.startsWith("42") || state.startsWith("25");
        if (aboutTheText) {
            return oneLine("The query is wrong: " + failure.getMessage());
        }
        if (state.equals("57014")) {
            return "The query took too long";
        }
        boolean away = state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
        // The text of other errors may repeat values, and a value may be a key.
        return away
                ? "The database does not answer"
                : "The database refused a statement (SQLSTATE " + state + ")";
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
    }
}
