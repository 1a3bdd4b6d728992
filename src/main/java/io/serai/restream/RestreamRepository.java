package io.serai.restream;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is and was done about destinations. Thread-safe. */
@Repository
class RestreamRepository {
    private static final String LOCK_STREAMS =
            """
            SELECT id FROM streams WHERE id = ANY (?) ORDER BY id FOR UPDATE
            """;
    private static final String SET_STATE =
            """
            UPDATE restreams
            SET state = ?, since = ?, attempts = ?, next_start = nullif(?, '-infinity'::timestamptz),
                failure = nullif(?, ''), failure_text = nullif(?, ''), revision = ?, broadcast_id = ?,
                lines = string_to_array(?, E'\\n')
            WHERE destination_id = ? AND node = ? AND claim = ?
            """;
    private static final String LET_GO =
            """
            UPDATE restreams SET node = NULL WHERE destination_id = ? AND node = ? AND claim = ?
            """;
    private static final String SET_PROGRESS =
            """
            UPDATE restreams
            SET frames = ?, dropped = ?, bytes = ?, fps = ?, bitrate = ?, speed = ?,
                lines = string_to_array(?, E'\\n')
            WHERE destination_id = ? AND node = ? AND claim = ?
            """;
    private static final String BEGIN_RUN =
            """
            INSERT INTO restream_runs (destination_id, broadcast_id, node, installation, pid, process_started,
                                       marker, started_at)
            VALUES (?, ?, ?, ?, ?, nullif(?, '-infinity'::timestamptz), ?, ?)
            """;
    private static final String RUN_RUNS =
            """
            UPDATE restream_runs SET running_at = ? WHERE marker = ? AND ended_at IS NULL
            """;
    private static final String END_RUN =
            """
            UPDATE restream_runs
            SET ended_at = ?, exit_code = ?, failure = nullif(?, ''), failure_text = nullif(?, ''),
                frames = ?, dropped = ?, bytes = ?
            WHERE marker = ? AND ended_at IS NULL
            """;
    private static final String STATUSES =
            """
            SELECT destination_id, state, since, attempts, next_start, failure, failure_text,
                   frames, dropped, bytes, fps, bitrate, speed, lines
            FROM restreams
            WHERE destination_id = ANY (?)
            """;
    private static final String RUNS =
            """
            SELECT id, started_at, running_at, ended_at, exit_code, failure, failure_text,
                   frames, dropped, bytes
            FROM restream_runs
            WHERE destination_id = ? AND id < ?
            ORDER BY id DESC
            LIMIT ?
            """;
    private static final String LIVING =
            """
            SELECT count(DISTINCT d.stream_id) AS streams, count(*) AS processes
            FROM restreams r
            JOIN restream_nodes n ON n.node = r.node AND n.lease_until > now()
            JOIN destinations d ON d.id = r.destination_id
            WHERE r.state IN ('starting', 'running', 'stopping')
            """;
    private static final String HAS_LIVING =
            """
            SELECT EXISTS (
                SELECT 1
                FROM destinations d
                JOIN restreams r ON r.destination_id = d.id
                JOIN restream_nodes n ON n.node = r.node AND n.lease_until > now()
                WHERE d.stream_id = ? AND r.state IN ('starting', 'running', 'stopping'))
            """;
    private static final String FORGET_RUNS =
            """
            DELETE FROM restream_runs
            WHERE id IN (SELECT id FROM restream_runs WHERE ended_at < ? LIMIT 10000)
            """;

    private final JdbcClient jdbc;

    RestreamRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks the rows until the end of the caller's transaction, in the order of their ids. */
    void lockStreams(Collection<StreamId> streams) {
        if (!streams.isEmpty()) {
            Long[] ids = streams.stream().map(StreamId::value).distinct().toArray(Long[]::new);
            jdbc.sql(LOCK_STREAMS).param(1, ids).query(Long.class).list();
        }
    }

    /** A state is only written by the node that holds the restream. */
    static void addState(Node node, Order order, Told told, SqlBatch batch) {
        batch.add(
                SET_STATE,
                told.state().text(),
                told.since(),
                told.attempts(),
                told.nextStart().map(RestreamRepository::utc).orElse(OffsetDateTime.MIN),
                told.failure().map(failure -> failure.kind().text()).orElse(""),
                told.failure().map(Failure::text).orElse(""),
                told.wish().revision(),
                told.wish().broadcast(),
                String.join("\n", told.lines()),
                order.destination().value(),
                node.id(),
                order.claim());
    }

    /** The node looks after it no more. */
    static void addLetGo(Node node, Order order, SqlBatch batch) {
        batch.add(LET_GO, order.destination().value(), node.id(), order.claim());
    }

    static void addProgress(
            Node node, Order order, Progress now, List<String> lines, SqlBatch batch) {
        batch.add(
                SET_PROGRESS,
                now.frames(),
                now.dropped(),
                now.bytes(),
                now.fps(),
                now.bitrate(),
                now.speed(),
                String.join("\n", lines),
                order.destination().value(),
                node.id(),
                order.claim());
    }

    static void addRun(Node node, Order order, RunStart run, SqlBatch batch) {
        batch.add(
                BEGIN_RUN,
                order.destination().value(),
                order.wish().broadcast(),
                node.id(),
                node.installation(),
                run.pid(),
                run.processStarted().map(RestreamRepository::utc).orElse(OffsetDateTime.MIN),
                run.marker(),
                run.at());
    }

    static void addRunning(String marker, Instant at, SqlBatch batch) {
        batch.add(RUN_RUNS, at, marker);
    }

    static void addRunEnd(
            String marker,
            Instant at,
            int exitCode,
            Optional<Failure> failure,
            Progress progress,
            SqlBatch batch) {
        batch.add(
                END_RUN,
                at,
                exitCode,
                failure.map(why -> why.kind().text()).orElse(""),
                failure.map(Failure::text).orElse(""),
                progress.frames(),
                progress.dropped(),
                progress.bytes(),
                marker);
    }

    List<RestreamStatus> statuses(Collection<DestinationId> destinations) {
        return jdbc.sql(STATUSES)
                .param(1, destinations.stream().map(DestinationId::value).toArray(Long[]::new))
                .query((row, number) -> status(row))
                .list();
    }

    List<RestreamRun> runs(DestinationId destination, long before, int most) {
        return jdbc.sql(RUNS)
                .params(destination.value(), before, most)
                .query((row, number) -> run(row))
                .list();
    }

    Restreams.Living living() {
        return jdbc.sql(LIVING)
                .query(
                        (row, number) ->
                                new Restreams.Living(
                                        row.getInt("streams"), row.getInt("processes")))
                .single();
    }

    boolean hasLiving(StreamId stream) {
        return jdbc.sql(HAS_LIVING).param(1, stream.value()).query(Boolean.class).single();
    }

    /** Forgets ended processes, some thousands at a time; how many. */
    int forgetRuns(Instant now, Duration kept) {
        return jdbc.sql(FORGET_RUNS).param(1, utc(now.minus(kept))).update();
    }

    private static RestreamStatus status(ResultSet row) throws SQLException {
        RestreamState state = RestreamState.of(row.getString("state"));
        Progress progress =
                new Progress(
                        row.getLong("frames"),
                        row.getDouble("fps"),
                        row.getDouble("bitrate"),
                        row.getDouble("speed"),
                        row.getLong("dropped"),
                        row.getLong("bytes"));
        return new RestreamStatus(
                new DestinationId(row.getLong("destination_id")),
                state,
                instant(row, "since").orElseThrow(),
                row.getInt("attempts"),
                instant(row, "next_start"),
                failure(row),
                Optional.of(progress).filter(_ -> state == RestreamState.RUNNING),
                texts(row.getArray("lines")));
    }

    private static RestreamRun run(ResultSet row) throws SQLException {
        int code = row.getInt("exit_code");
        OptionalInt exitCode = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(code);
        return new RestreamRun(
                row.getLong("id"),
                instant(row, "started_at").orElseThrow(),
                instant(row, "running_at"),
                instant(row, "ended_at"),
                exitCode,
                failure(row),
                new Progress(
                        row.getLong("frames"),
                        0,
                        0,
                        0,
                        row.getLong("dropped"),
                        row.getLong("bytes")));
    }

    private static Optional<Failure> failure(ResultSet row) throws SQLException {
        String kind = row.getString("failure");
        String text = row.getString("failure_text");
        return Optional.ofNullable(kind)
                .map(word -> new Failure(FailureKind.of(word), text == null ? "" : text));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
