package io.serai.events;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The daily partitions (UTC days). Each change is a short transaction of its own that gives up
 * after a quarter of a second without its lock: writers wait behind it meanwhile.
 */
@Repository
class PartitionRepository {
    private static final String SHORT_WAIT = "SET LOCAL lock_timeout = '250ms'";

    private static final String EXISTING =
            """
            SELECT c.relname
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass(?) AND c.relname ~ '_[0-9]{8}$'
            """;

    private static final String TRY_LOCK =
            "SELECT pg_try_advisory_xact_lock(hashtext('serai.events.partitions'))";

    /** A table of events or finished deliveries, and the column by which it is divided. */
    enum Partitioned {
        EVENTS("stream_events", "at", "id, stream_id, type, at, detail"),
        FINISHED(
                "finished_deliveries",
                "finished_at",
                "id, subscription, stream_id, event_id, event_at, replay, attempts, created_at,"
                        + " finished_at");

        private final String table;
        private final String column;
        private final String columns;

        Partitioned(String table, String column, String columns) {
            this.table = table;
            this.column = column;
            this.columns = columns;
        }

        String table() {
            return table;
        }

        private String partition(LocalDate day) {
            return table + "_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
        }

        private LocalDate day(String partition) {
            return LocalDate.parse(
                    partition.substring(table.length() + 1), DateTimeFormatter.BASIC_ISO_DATE);
        }
    }

    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;

    PartitionRepository(JdbcTemplate jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** The days that have a partition. */
    List<LocalDate> days(Partitioned what) {
        return jdbc.queryForList(EXISTING, String.class, what.table).stream()
                .map(what::day)
                .sorted()
                .toList();
    }

    /** The days whose rows fell into the default partition, because they had none of their own. */
    List<LocalDate> strayDays(Partitioned what) {
        String days =
                "SELECT DISTINCT ("
                        + what.column
                        + " AT TIME ZONE 'UTC')::date AS day FROM "
                        + what.table
                        + "_default ORDER BY day LIMIT 100";
        return jdbc.queryForList(days, LocalDate.class);
    }

    /**
     * Makes a day's partition, and moves there what fell into the default one. It is made apart and
     * attached, which does not block writers as creating it in place would.
     *
     * @return false when another node is at it
     */
    boolean create(Partitioned what, LocalDate day) {
        String partition = what.partition(day);
        return exclusively(
                () -> {
                    if (exists(partition)) {
                        return;
                    }
                    jdbc.execute(
                            "CREATE TABLE "
                                    + partition
                                    + " (LIKE "
                                    + what.table
                                    + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING"
                                    + " INDEXES)");
                    moveStrays(what, day, partition);
                    jdbc.execute(
                            "ALTER TABLE "
                                    + what.table
                                    + " ATTACH PARTITION "
                                    + partition
                                    + " FOR VALUES FROM ('"
                                    + start(day)
                                    + "') TO ('"
                                    + start(day.plusDays(1))
                                    + "')");
                });
    }

    /** Drops a day; false when another node is at it. */
    boolean drop(Partitioned what, LocalDate day) {
        return exclusively(() -> jdbc.execute("DROP TABLE IF EXISTS " + what.partition(day)));
    }

    /** Removes what is older from the default partition. */
    int deleteStraysBefore(Partitioned what, LocalDate day) {
        return jdbc.update(
                "DELETE FROM " + what.table + "_default WHERE " + what.column + " < ?",
                Timestamp.from(start(day)));
    }

    static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private void moveStrays(Partitioned what, LocalDate day, String partition) {
        String from = what.table + "_default";
        String inDay = what.column + " >= ? AND " + what.column + " < ?";
        Timestamp begin = Timestamp.from(start(day));
        Timestamp end = Timestamp.from(start(day.plusDays(1)));
        Boolean strays =
                jdbc.queryForObject(
                        "SELECT EXISTS (SELECT FROM " + from + " WHERE " + inDay + ")",
                        Boolean.class,
                        begin,
                        end);
        if (!Boolean.TRUE.equals(strays)) {
            return;
        }
        // Else another row could come in between the move and the attachment, which would fail.
        jdbc.execute("LOCK TABLE " + from + " IN ACCESS EXCLUSIVE MODE");
        jdbc.update(
                "WITH moved AS (DELETE FROM "
                        + from
                        + " WHERE "
                        + inDay
                        + " RETURNING "
                        + what.columns
                        + ") INSERT INTO "
                        + partition
                        + " ("
                        + what.columns
                        + ") SELECT "
                        + what.columns
                        + " FROM moved",
                begin,
                end);
    }

    private boolean exists(String table) {
        return jdbc.queryForObject("SELECT to_regclass(?) IS NOT NULL", Boolean.class, table);
    }

    private boolean exclusively(Runnable change) {
        return transactions.execute(
                tx -> {
                    jdbc.execute(SHORT_WAIT);
                    if (!jdbc.queryForObject(TRY_LOCK, Boolean.class)) {
                        return false;
                    }
                    change.run();
                    return true;
                });
    }
}
