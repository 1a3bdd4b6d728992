package io.serai.live;

import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.live.Air.Left;
import io.serai.live.Air.Origin;
import io.serai.live.Air.Others;
import io.serai.live.Air.Rival;
import io.serai.live.Air.Session;
import io.serai.live.MediaEvent.Protocol;
import io.serai.streams.Surface;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Puts together what the rows of {@code live_lock} say of one stream. Not thread-safe. */
final class AirReading {
    private final List<Rival> rivals = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private Optional<Session> current = Optional.empty();
    private @Nullable Common common;
    private boolean busy;

    /** What each row of a stream says. */
    private record Common(
            Air.Stream stream,
            String publication,
            Optional<StreamKey> token,
            boolean superseded,
            boolean watched,
            long nextId,
            Others others) {}

    /** Adds a row of the stream. */
    void add(ResultSet row) throws SQLException {
        if (row.getBoolean("busy")) {
            busy = true;
            return;
        }
        if (common == null) {
            common = common(row);
        }
        @Nullable String state = row.getString("state");
        if (state != null) {
            addSession(row, state);
        }
    }

    /** Whether somebody else holds the stream's lock; then nothing is known of it. */
    boolean busy() {
        return busy;
    }

    /** The stream with its sessions; empty when there were no rows. */
    Optional<Found> found() {
        @Nullable Common c = common;
        if (c == null) {
            return Optional.empty();
        }
        rivals.sort(Comparator.comparingLong(Rival::id));
        Air air =
                new Air(c.stream(), current, rivals, left, c.others(), c.superseded(), c.nextId());
        return Optional.of(new Found(air, c.publication(), c.watched(), c.token()));
    }

    private void addSession(ResultSet row, String state) throws SQLException {
        switch (state) {
            case "open", "suspect" -> current = Optional.of(session(row));
            case "contender" -> rivals.add(rival(row, Optional.empty(), false));
            default -> addEnded(row, Optional.ofNullable(row.getString("reason")).orElse(""));
        }
    }

    private void addEnded(ResultSet row, String reason) throws SQLException {
        switch (reason) {
            case "refuted", "closed" ->
                    rivals.add(rival(row, instant(row, "ended_at"), reason.equals("closed")));
            case "unpublish" ->
                    left.add(new Left(fence(row), instant(row, "ended_at").orElseThrow()));
            default -> {
                // lost: nothing follows from it
            }
        }
    }

    private static Common common(ResultSet row) throws SQLException {
        return new Common(
                new Air.Stream(
                        new StreamId(row.getLong("stream_id")),
                        row.getString("title"),
                        Surface.of(row.getString("surface")),
                        row.getBoolean("many_publications")),
                row.getString("publication"),
                Optional.ofNullable(row.getString("token")).map(StreamKey::new),
                row.getBoolean("superseded"),
                row.getBoolean("watched"),
                row.getLong("next_id"),
                new Others(
                        row.getInt("others"),
                        optionalLong(row, "others_broadcast"),
                        instant(row, "others_started_at"),
                        row.getInt("others_peak")));
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
}
