package io.serai.timeline;

import static io.serai.timeline.NoteRepository.instant;
import static io.serai.timeline.NoteRepository.optional;
import static io.serai.timeline.NoteRepository.utc;

import io.serai.common.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads what other features keep of a stream: its sessions, events and deliveries. */
@Repository
class HistoryRepository {
    private static final String BY_ID =
            """
            SELECT id, title, surface, created_at, deleted_at FROM streams WHERE id = :id
            """;
    private static final String BY_KEY =
            """
            SELECT stream_id FROM publish_keys
            WHERE kind IN ('name', 'app', 'token', 'ingress') AND value = :key
            ORDER BY kind LIMIT 1
            """;
    private static final String BY_ROOM =
            """
            SELECT stream_id FROM rooms WHERE id = :room
            """;
    private static final String SESSIONS =
            """
            WITH moments AS (
                SELECT l.id, 20 AS rank, l.ended_at AS at, 'ended' AS what,
                       l.started_at, l.source, l.client, l.protocol, l.reason
                FROM live_sessions l WHERE l.stream_id = :stream AND l.state = 'ended'
                UNION ALL
                SELECT l.id, 21, l.suspect_since, 'suspect',
                       l.started_at, l.source, l.client, l.protocol, l.reason
                FROM live_sessions l WHERE l.stream_id = :stream AND l.suspect_since IS NOT NULL
                UNION ALL
                SELECT l.id, 22, l.started_at, CASE l.state WHEN 'contender' THEN 'contends' ELSE 'opened' END,
                       l.started_at, l.source, l.client, l.protocol, l.reason
                FROM live_sessions l WHERE l.stream_id = :stream)
            SELECT id, rank, at, what, started_at, source, client, protocol, reason
            FROM moments
            WHERE coalesce(reason, '') NOT IN ('refuted', 'closed')
              AND (at, rank, id) < (:at, :rank, :id)
            ORDER BY at DESC, rank DESC, id DESC
            LIMIT :limit
            """;
    private static final String EVENTS =
            """
            SELECT id, type, at, detail ->> 'reason' AS reason, (detail ->> 'broadcast')::bigint AS broadcast
            FROM stream_events
            WHERE stream_id = :stream AND (at, 30, id) < (:at, :rank, :id)
            ORDER BY at DESC, id DESC
            LIMIT :limit
            """;

    /** By way of the lanes' index where they wait; of the parked ones there are few. */
    private static final String DELIVERIES =
            """
            WITH all_of_stream AS (
                SELECT d.id, d.subscription, d.event_id, d.event_at, d.state, d.attempts, d.last_error,
                       CASE WHEN d.id = (SELECT min(first.id) FROM deliveries first
                                         WHERE first.subscription = d.subscription AND first.stream_id = d.stream_id
                                           AND first.replay = d.replay AND first.state = 'pending')
                            THEN lane.due_at END AS next_at,
                       NULL::timestamptz AS finished_at, d.replay <> 0 AS replayed
                FROM subscriptions s
                JOIN deliveries d ON d.subscription = s.name AND d.stream_id = :stream AND d.state = 'pending'
                LEFT JOIN delivery_lanes lane ON lane.subscription = d.subscription
                     AND lane.stream_id = d.stream_id AND lane.replay = d.replay
                UNION ALL
                SELECT d.id, d.subscription, d.event_id, d.event_at, d.state, d.attempts, d.last_error,
                       NULL, NULL, d.replay <> 0
                FROM deliveries d WHERE d.state = 'parked' AND d.stream_id = :stream
                UNION ALL
                SELECT f.id, f.subscription, f.event_id, f.event_at, 'done', f.attempts, NULL,
                       NULL, f.finished_at, f.replay <> 0
                FROM finished_deliveries f WHERE f.stream_id = :stream),
            page AS (
                SELECT id, subscription, event_id, event_at, state, attempts, last_error, next_at, finished_at, replayed
                FROM all_of_stream
                WHERE (event_at, 40, id) < (:at, :rank, :id)
                ORDER BY event_at DESC, id DESC
                LIMIT :limit)
            SELECT page.id, page.subscription, page.event_at, page.state, page.attempts, page.last_error,
                   page.next_at, page.finished_at, page.replayed, coalesce(e.type, '') AS type
            FROM page
            LEFT JOIN stream_events e ON e.id = page.event_id AND e.at = page.event_at
            ORDER BY page.event_at DESC, page.id DESC
            """;

    private static final String ON_AIR =
            """
            SELECT count(*) AS publishers, min(broadcast_started_at) AS since,
                   max(suspect_since) FILTER (WHERE state = 'suspect') AS suspect_since,
                   bool_and(state = 'suspect') AS all_suspect, min(source) AS source
            FROM live_sessions
            WHERE stream_id = :stream AND ended_at = 'infinity' AND state IN ('open', 'suspect')
            """;
    private static final String LAST_ENDED =
            """
            SELECT ended_at, reason FROM live_sessions
            WHERE stream_id = :stream AND state = 'ended' AND reason IN ('unpublish', 'lost')
            ORDER BY ended_at DESC LIMIT 1
            """;

    private final JdbcClient jdbc;

    HistoryRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The catalogue's row. */
    record Stream(
            StreamId id,
            String title,
            String surface,
            Instant createdAt,
            Optional<Instant> deletedAt) {}

    /** Something that happened to a session. */
    record Moment(
            Place place,
            String what,
            Instant startedAt,
            String source,
            String client,
            String protocol,
            String reason) {}

    /** An event of the log. */
    record Event(Place place, String type, String reason, OptionalLong broadcast) {}

    /**
     * A reaction's share of an event.
     *
     * @param attempts that failed
     * @param nextAt when it is tried again at the earliest
     */
    record Delivery(
            Place place,
            String reaction,
            String type,
            String state,
            int attempts,
            String lastError,
            Optional<Instant> nextAt,
            Optional<Instant> finishedAt,
            boolean replayed) {}

    /** What is on air now. */
    record OnAir(int publishers, Instant since, Optional<Instant> suspectSince, String source) {}

    /** How the newest session ended. */
    record Ended(Instant at, String reason) {}

    Optional<Stream> byId(StreamId id) {
        return jdbc.sql(BY_ID)
                .param("id", id.value())
                .query(
                        (row, number) ->
                                new Stream(
                                        id,
                                        row.getString("title"),
                                        row.getString("surface"),
                                        instant(row, "created_at"),
                                        optional(row, "deleted_at")))
                .optional();
    }

    Optional<StreamId> byKey(String key) {
        return jdbc.sql(BY_KEY).param("key", key).query(Long.class).optional().map(StreamId::new);
    }

    Optional<StreamId> byRoom(UUID room) {
        return jdbc.sql(BY_ROOM)
                .param("room", room)
                .query(Long.class)
                .optional()
                .map(StreamId::new);
    }

    List<Moment> sessions(StreamId stream, Place before, int limit) {
        return page(SESSIONS, stream, before, limit)
                .query(
                        (row, number) ->
                                new Moment(
                                        place(row, "at", row.getInt("rank")),
                                        row.getString("what"),
                                        instant(row, "started_at"),
                                        row.getString("source"),
                                        row.getString("client"),
                                        row.getString("protocol"),
                                        text(row, "reason")))
                .list();
    }

    List<Event> events(StreamId stream, Place before, int limit) {
        return page(EVENTS, stream, before, limit)
                .query(
                        (row, number) -> {
                            long broadcast = row.getLong("broadcast");
                            return new Event(
                                    place(row, "at", Place.EVENT),
                                    row.getString("type"),
                                    text(row, "reason"),
                                    broadcast > 0
                                            ? OptionalLong.of(broadcast)
                                            : OptionalLong.empty());
                        })
                .list();
    }

    List<Delivery> deliveries(StreamId stream, Place before, int limit) {
        return page(DELIVERIES, stream, before, limit)
                .query(
                        (row, number) ->
                                new Delivery(
                                        place(row, "event_at", Place.DELIVERY),
                                        row.getString("subscription"),
                                        row.getString("type"),
                                        row.getString("state"),
                                        row.getInt("attempts"),
                                        text(row, "last_error"),
                                        optional(row, "next_at"),
                                        optional(row, "finished_at"),
                                        row.getBoolean("replayed")))
                .list();
    }

    /** Empty when nobody is. */
    Optional<OnAir> onAir(StreamId stream) {
        return jdbc.sql(ON_AIR)
                .param("stream", stream.value())
                .query(
                        (row, number) ->
                                row.getInt("publishers") == 0
                                        ? Optional.<OnAir>empty()
                                        : Optional.of(
                                                new OnAir(
                                                        row.getInt("publishers"),
                                                        instant(row, "since"),
                                                        row.getBoolean("all_suspect")
                                                                ? optional(row, "suspect_since")
                                                                : Optional.empty(),
                                                        row.getString("source"))))
                .single();
    }

    Optional<Ended> lastEnded(StreamId stream) {
        return jdbc.sql(LAST_ENDED)
                .param("stream", stream.value())
                .query(
                        (row, number) ->
                                new Ended(instant(row, "ended_at"), row.getString("reason")))
                .optional();
    }

    private JdbcClient.StatementSpec page(String sql, StreamId stream, Place before, int limit) {
        return jdbc.sql(sql)
                .param("stream", stream.value())
                .param("at", utc(before.at()))
                .param("rank", before.rank())
                .param("id", before.id())
                .param("limit", limit);
    }

    private static Place place(ResultSet row, String at, int rank) throws SQLException {
        return new Place(instant(row, at), rank, row.getLong("id"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).orElse("");
    }
}
