package io.serai.live;

import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.live.Air.Origin;
import io.serai.live.Air.Rival;
import io.serai.live.Air.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Repository;

/** Reads what is on air under the stream's lock, and writes a decision's changes. */
@Repository
class AirRepository {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final String LOCK =
            """
            SELECT * FROM live_lock(?, ?, ?, ?, ?, ?, ?, ?, ?, true)
            """;
    private static final String LOCK_FREE =
            """
            SELECT asked.number, found.*
            FROM unnest(?::text[], ?::text[], ?::text[], ?::boolean[], ?::boolean[], ?::text[], ?::text[], ?::bigint[])
                WITH ORDINALITY AS asked (source, boot, client, fence, everybody, name, app, id, number)
            CROSS JOIN LATERAL live_lock(
                ?, asked.source, asked.boot, asked.client, asked.fence, asked.everybody, asked.name, asked.app,
                asked.id, false) AS found
            """;
    private static final String OPEN =
            """
            INSERT INTO live_sessions (id, stream_id, publication, state, source, boot, client, path, protocol,
                stream_object, digest, started_at, broadcast_id, broadcast_started_at, peak_viewers)
            SELECT id, stream_id, publication, state, source, boot, client, path, protocol,
                nullif(stream_object, ''), digest, started_at, broadcast_id, broadcast_started_at, peak_viewers
            FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::bigint[], ?::timestamptz[], ?::int[])
                AS opened (id, stream_id, publication, state, source, boot, client, path, protocol,
                    stream_object, digest, started_at, broadcast_id, broadcast_started_at, peak_viewers)
            """;

    // Guards say which states are wrong, not which are right: that is what partial indexes promise,
    // and a plan made while hardly anybody was on air would walk through such an index instead of
    // taking the id.
    private static final String END =
            """
            UPDATE live_sessions SET state = 'ended', ended_at = gone.at, reason = gone.reason
            FROM unnest(?::timestamptz[], ?::text[], ?::bigint[]) AS gone (at, reason, id)
            WHERE live_sessions.id = gone.id AND state NOT IN ('contender', 'ended')
            """;
    private static final String SUSPECT =
            """
            UPDATE live_sessions SET state = 'suspect', suspect_since = ?
            WHERE id = ? AND state NOT IN ('contender', 'suspect', 'ended')
            """;
    private static final String TRUST =
            """
            UPDATE live_sessions SET state = 'open', suspect_since = NULL
            WHERE id = ? AND state NOT IN ('contender', 'open', 'ended')
            """;
    private static final String END_RIVAL =
            """
            UPDATE live_sessions SET state = 'ended', ended_at = ?, reason = ? WHERE id = ? AND state = 'contender'
            """;
    private static final String PROMOTE =
            """
            UPDATE live_sessions
            SET state = 'open', started_at = ?, broadcast_id = ?, broadcast_started_at = ?, peak_viewers = ?
            WHERE id = ? AND state = 'contender'
            """;
    private static final String TOUCH =
            """
            UPDATE live_sessions
            SET updated_at = seen.at, media_timestamp = nullif(seen.media, -1), frozen_updates = seen.frozen
            FROM unnest(?::timestamptz[], ?::bigint[], ?::int[], ?::bigint[]) AS seen (at, media, frozen, id)
            WHERE live_sessions.id = seen.id AND state <> 'ended'
            """;
    private static final String LIMIT =
            """
            SELECT set_config('statement_timeout', ?, true)
            """;

    private final HookDatabase database;

    AirRepository(HookDatabase database) {
        this.database = database;
    }

    /** Locks the stream until the caller's transaction ends; empty when no stream is found. */
    Optional<Found> lock(AirQuery query, Instant now) {
        return database.jdbc()
                .query(
                        LOCK,
                        rows -> {
                            AirReading reading = new AirReading();
                            while (rows.next()) {
                                reading.add(rows);
                            }
                            return reading.found();
                        },
                        timestamp(now),
                        query.fence().source(),
                        query.fence().boot(),
                        query.fence().client(),
                        query.byFence(),
                        query.everybody(),
                        stream(query),
                        app(query),
                        id(query));
    }

    /**
     * The same for many at once, without waiting for anybody: what is found by the numbers of the
     * queries, from 0; without those whose stream somebody else has locked.
     */
    Map<Integer, Optional<Found>> lockFree(List<AirQuery> queries, Instant now) {
        Map<Integer, AirReading> readings = new HashMap<>();
        for (int number = 0; number < queries.size(); number++) {
            readings.put(number, new AirReading());
        }
        database.jdbc()
                .query(
                        LOCK_FREE,
                        (RowCallbackHandler) row -> readings.get(row.getInt("number") - 1).add(row),
                        each(queries, query -> query.fence().source(), String[]::new),
                        each(queries, query -> query.fence().boot(), String[]::new),
                        each(queries, query -> query.fence().client(), String[]::new),
                        each(queries, AirQuery::byFence, Boolean[]::new),
                        each(queries, AirQuery::everybody, Boolean[]::new),
                        each(queries, AirRepository::stream, String[]::new),
                        each(queries, AirRepository::app, String[]::new),
                        each(queries, AirRepository::id, Long[]::new),
                        timestamp(now));
        Map<Integer, Optional<Found>> found = new HashMap<>();
        readings.forEach(
                (number, reading) -> {
                    if (!reading.busy()) {
                        found.put(number, reading.found());
                    }
                });
        return found;
    }

    private static <T> T[] each(
            List<AirQuery> queries, Function<AirQuery, @Nullable T> value, IntFunction<T[]> array) {
        return queries.stream().map(value).toArray(array);
    }

    /** Bounds the rest of the batch, in the caller's transaction only. */
    void limit(Duration time, SqlBatch batch) {
        batch.add(LIMIT, Long.toString(time.toMillis()));
    }

    /** Adds a decision's changes to the batch. */
    void write(Found found, List<Change> changes, SqlBatch batch) {
        for (Change change : changes) {
            switch (change) {
                case Change.Open(Origin origin, Instant at, Change.Broadcast broadcast) ->
                        insert(found, "open", origin, at, broadcast, batch);
                case Change.Contend(Origin origin, Instant at) ->
                        insert(
                                found,
                                "contender",
                                origin,
                                at,
                                new Change.Broadcast(found.air().nextId(), at, 0),
                                batch);
                case Change.End(Session session, EndReason reason, Instant at) ->
                        batch.addRowForOneRow(END, timestamp(at), reason.text(), session.id());
                case Change.Suspect(Session session, Instant at) ->
                        // A new process of its server may have made it suspect meanwhile.
                        batch.add(SUSPECT, timestamp(at), session.id());
                case Change.Trust(Session session) -> batch.addForOneRow(TRUST, session.id());
                case Change.Refute(Rival rival, Instant at, boolean closedItself) ->
                        batch.addForOneRow(
                                END_RIVAL,
                                timestamp(at),
                                closedItself ? "closed" : "refuted",
                                rival.id());
                case Change.Leave(Rival rival, Instant at) ->
                        batch.addForOneRow(
                                END_RIVAL, timestamp(at), EndReason.UNPUBLISH.text(), rival.id());
                case Change.Promote(Rival rival, Instant at, Change.Broadcast broadcast) ->
                        batch.addForOneRow(
                                PROMOTE,
                                timestamp(at),
                                broadcast.id(),
                                timestamp(broadcast.startedAt()),
                                broadcast.peakViewers(),
                                rival.id());
                case Change.Touch(Session session, Instant at, OptionalLong media, int frozen) ->
                        batch.addRowForOneRow(
                                TOUCH, timestamp(at), media.orElse(-1), frozen, session.id());
            }
        }
    }

    private static void insert(
            Found found,
            String state,
            Origin origin,
            Instant at,
            Change.Broadcast broadcast,
            SqlBatch batch) {
        Fence fence = origin.fence();
        batch.addRow(
                OPEN,
                found.air().nextId(),
                found.air().stream().id().value(),
                found.publication(),
                state,
                fence.source(),
                fence.boot(),
                fence.client(),
                origin.path(),
                origin.protocol().name().toLowerCase(Locale.ROOT),
                origin.streamObject().orElse(""),
                origin.digest(),
                timestamp(at),
                broadcast.id(),
                timestamp(broadcast.startedAt()),
                broadcast.peakViewers());
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable String stream(AirQuery query) {
        return query.name().map(MediaEvent.Name::stream).orElse(null);
    }

    private static @Nullable String app(AirQuery query) {
        return query.name().map(MediaEvent.Name::app).orElse(null);
    }

    /** The published name as an id, if it is one. */
    private static @Nullable Long id(AirQuery query) {
        return query.name()
                .map(MediaEvent.Name::stream)
                .filter(name -> ID.matcher(name).matches())
                .map(Long::valueOf)
                .orElse(null);
    }
}
