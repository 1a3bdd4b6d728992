package io.serai.rooms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.http.Json;
import io.serai.rooms.CleanupAnswers.NamedRoom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The clean-ups that were, so that every node tells the same about them. */
@Repository
class CleanupRepository {
    private static final Duration KEEP = Duration.ofDays(30);

    /** Runs that found nothing are many, and only the last one is asked for. */
    private static final Duration KEEP_EMPTY = Duration.ofDays(1);

    private static final String BEGIN =
            """
            INSERT INTO room_cleanups (manual, started_at, seen_at) VALUES (:manual, :now, :now) RETURNING id
            """;
    private static final String PROGRESS =
            """
            UPDATE room_cleanups SET seen_at = :now, deleted = :deleted, rooms = CAST(:rooms AS jsonb)
            WHERE id = :id
            """;
    private static final String END =
            """
            UPDATE room_cleanups
            SET seen_at = :now, ended_at = :now, deleted = :deleted, rooms = CAST(:rooms AS jsonb), error = :error
            WHERE id = :id
            """;
    private static final String FORGET =
            """
            DELETE FROM room_cleanups
            WHERE started_at < :old OR (started_at < :oldEmpty AND deleted = 0)
            """;
    private static final String NEWEST =
            """
            SELECT manual, started_at, seen_at, ended_at, deleted, rooms, error
            FROM room_cleanups
            ORDER BY started_at DESC, id DESC
            LIMIT 1
            """;
    private static final String LAST_THAT_DELETED =
            """
            SELECT manual, started_at, seen_at, ended_at, deleted, rooms, error
            FROM room_cleanups
            WHERE deleted > 0
            ORDER BY started_at DESC, id DESC
            LIMIT 1
            """;
    private static final String LAST_SUCCESS =
            """
            SELECT ended_at FROM room_cleanups
            WHERE error IS NULL AND ended_at IS NOT NULL
            ORDER BY ended_at DESC
            LIMIT 1
            """;
    private static final String RUNNING =
            """
            SELECT EXISTS (SELECT 1 FROM room_cleanups WHERE ended_at IS NULL AND seen_at > :since)
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;

    CleanupRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A clean-up that was.
     *
     * @param rooms the first ones that it deleted
     */
    record Past(
            boolean manual,
            Instant startedAt,
            Instant seenAt,
            Optional<Instant> endedAt,
            int deleted,
            List<NamedRoom> rooms,
            Optional<String> error) {}

    /** The id of the run that begins. */
    long begin(boolean manual, Instant now) {
        return jdbc.sql(BEGIN)
                .param("manual", manual)
                .param("now", utc(now))
                .query(Long.class)
                .single();
    }

    void progress(CleanupRun run, Instant now) {
        jdbc.sql(PROGRESS)
                .param("now", utc(now))
                .param("deleted", run.deleted())
                .param("rooms", Json.text(run.named()))
                .param("id", run.id)
                .update();
    }

    void end(CleanupRun run, Optional<String> error, Instant now) {
        jdbc.sql(END)
                .param("now", utc(now))
                .param("deleted", run.deleted())
                .param("rooms", Json.text(run.named()))
                .param("error", error.orElse(null))
                .param("id", run.id)
                .update();
        jdbc.sql(FORGET)
                .param("old", utc(now.minus(KEEP)))
                .param("oldEmpty", utc(now.minus(KEEP_EMPTY)))
                .update();
    }

    Optional<Past> newest() {
        return jdbc.sql(NEWEST).query((row, number) -> read(row)).optional();
    }

    Optional<Past> lastThatDeleted() {
        return jdbc.sql(LAST_THAT_DELETED).query((row, number) -> read(row)).optional();
    }

    Optional<Instant> lastSuccess() {
        return jdbc.sql(LAST_SUCCESS)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /** Whether a run that has not ended gave a sign of life since then, on any node. */
    boolean running(Instant since) {
        return jdbc.sql(RUNNING).param("since", utc(since)).query(Boolean.class).single();
    }

    private static Past read(ResultSet row) throws SQLException {
        return new Past(
                row.getBoolean("manual"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getInt("deleted"),
                rooms(row.getString("rooms")),
                Optional.ofNullable(row.getString("error")));
    }

    private static List<NamedRoom> rooms(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<NamedRoom>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("room_cleanups.rooms is damaged", e);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
