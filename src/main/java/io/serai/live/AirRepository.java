package io.serai.live;

import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.live.Air.Left;
import io.serai.live.Air.Origin;
import io.serai.live.Air.Others;
import io.serai.live.Air.Rival;
import io.serai.live.Air.Session;
import io.serai.live.MediaEvent.Protocol;
import io.serai.streams.Surface;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Reads what is on air under the stream's lock, and writes a decision's changes. */
@Repository
class AirRepository {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final String LOCK =
            """
            SELECT * FROM live_lock(?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String OPEN =
            """
            INSERT INTO live_sessions (id, stream_id, publication, state, source, boot, client, path, protocol,
                stream_object, digest, started_at, broadcast_id, broadcast_started_at, peak_viewers)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?)
            """;

    // Guards say which states are wrong, not which are right: that is what partial indexes promise,
    // and a
    // plan made while hardly anybody was on air would walk through such an index instead of taking
    // the id.
    private static final String END =
            """
            UPDATE live_sessions SET state = 'ended', ended_at = ?, reason = ?
            WHERE id = ? AND state NOT IN ('contender', 'ended')
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
            SET updated_at = ?, media_timestamp = nullif(?, -1), frozen_updates = ?
            WHERE id = ? AND state <> 'ended'
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
        Optional<MediaEvent.Name> name = query.name();
        return database.jdbc()
                .query(
                        LOCK,
                        rows ->
                                rows.next()
                                        ? Optional.of(found(rows, query.fence()))
                                        : Optional.empty(),
                        timestamp(now),
                        query.fence().source(),
                        query.fence().boot(),
                        query.fence().client(),
                        query.byFence(),
                        query.everybody(),
                        name.map(MediaEvent.Name::stream).orElse(null),
                        name.map(MediaEvent.Name::app).orElse(null),
                        name.flatMap(AirRepository::id).orElse(null));
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
                        batch.addForOneRow(END, timestamp(at), reason.text(), session.id());
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
                        batch.addForOneRow(
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
        batch.add(
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

    private static Found found(ResultSet row, Fence asking) throws SQLException {
        Air.Stream stream =
                new Air.Stream(
                        new StreamId(row.getLong("stream_id")),
                        row.getString("title"),
                        Surface.of(row.getString("surface")),
                        row.getBoolean("many_publications"));
        String publication = row.getString("publication");
        Optional<StreamKey> token = Optional.ofNullable(row.getString("token")).map(StreamKey::new);
        boolean superseded = row.getBoolean("superseded");
        boolean watched = row.getBoolean("watched");
        long nextId = row.getLong("next_id");
        Others others =
                new Others(
                        row.getInt("others"),
                        optionalLong(row, "others_broadcast"),
                        instant(row, "others_started_at"),
                        row.getInt("others_peak"));
        List<Rival> rivals = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        Optional<Session> current = Optional.empty();
        do {
            @Nullable String state = row.getString("state");
            if (state == null) {
                break;
            }
            String reason = Optional.ofNullable(row.getString("reason")).orElse("");
            switch (state) {
                case "open", "suspect" -> current = Optional.of(session(row));
                case "contender" -> rivals.add(rival(row, Optional.empty(), false));
                default -> {
                    switch (reason) {
                        case "refuted", "closed" ->
                                rivals.add(
                                        rival(
                                                row,
                                                instant(row, "ended_at"),
                                                reason.equals("closed")));
                        case "unpublish" ->
                                left.add(
                                        new Left(
                                                fence(row),
                                                instant(row, "ended_at").orElseThrow()));
                        default -> {
                            // lost: nothing follows from it
                        }
                    }
                }
            }
        } while (row.next());
        rivals.sort(Comparator.comparingLong(Rival::id));
        Air air = new Air(stream, current, rivals, left, others, superseded, nextId);
        return new Found(air, publication, watched, token);
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getLong("session_id"),
                origin(row),
                instant(row, "started_at").orElseThrow(),
                row.getLong("broadcast_id"),
                instant(row, "broadcast_started_at").orElseThrow(),
                row.getInt("peak_viewers"),
                instant(row, "suspect_since"),
                instant(row, "updated_at"),
                optionalLong(row, "media_timestamp"),
                row.getInt("frozen_updates"));
    }

    private static Rival rival(ResultSet row, Optional<Instant> refutedAt, boolean closedItself)
            throws SQLException {
        return new Rival(
                row.getLong("session_id"),
                origin(row),
                instant(row, "started_at").orElseThrow(),
                refutedAt,
                closedItself);
    }

    private static Origin origin(ResultSet row) throws SQLException {
        return new Origin(
                fence(row),
                row.getString("path"),
                Protocol.valueOf(row.getString("protocol").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getString("stream_object")),
                row.getString("digest"));
    }

    private static Fence fence(ResultSet row) throws SQLException {
        return new Fence(row.getString("source"), row.getString("boot"), row.getString("client"));
    }

    private static OptionalLong optionalLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** The published name as an id, if it is one. */
    private static Optional<Long> id(MediaEvent.Name name) {
        return ID.matcher(name.stream()).matches()
                ? Optional.of(Long.valueOf(name.stream()))
                : Optional.empty();
    }
}
