package io.serai.studio;

import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import io.serai.livekit.Ingress;
import io.serai.streams.ChatSettings;
import io.serai.studio.StudioAnswers.CurrentStreamKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The streams of creators, one by one. */
@Repository
class StudioRepository {
    /** What {@link #stream} reads, without the creator's key. */
    static final String COLUMNS =
            """
            s.id, s.title, s.chat_enabled, s.chat_delayed, s.chat_followers_only, s.created_at,
            t.owner_id, t.description, t.thumbnail, t.ingress_id, t.server_url,
            greatest(t.updated_at, l.live_since) AS updated_at, l.live_since
            """;

    /**
     * Since when the stream {@code t} is on air. Who published by an ingress that was taken away is
     * not, although the end of that session is still to be told.
     */
    static final String ON_AIR =
            """
            LEFT JOIN LATERAL (
                SELECT min(broadcast_started_at) AS live_since
                FROM live_sessions
                WHERE stream_id = t.stream_id AND path = t.ingress_id AND state IN ('open', 'suspect')) l ON true
            """;

    private static final String BY_OWNER =
            """
            SELECT %s
            FROM studio_streams t
            JOIN streams s ON s.id = t.stream_id
            %s
            WHERE t.owner_id = :owner
            """
                    .formatted(COLUMNS, ON_AIR);
    private static final String BY_ID =
            """
            SELECT %s
            FROM studio_streams t
            JOIN streams s ON s.id = t.stream_id
            %s
            WHERE t.stream_id = :stream
            """
                    .formatted(COLUMNS, ON_AIR);
    private static final String ID_BY_OWNER =
            """
            SELECT stream_id FROM studio_streams WHERE owner_id = :owner
            """;
    private static final String CREDENTIALS =
            """
            SELECT ingress_id, server_url, stream_key FROM studio_streams WHERE owner_id = :owner
            """;
    private static final String INSERT =
            """
            INSERT INTO studio_streams (stream_id, owner_id, updated_at) VALUES (?, ?, ?)
            """;
    private static final String SET_DETAILS =
            """
            UPDATE studio_streams
            SET description = nullif(?, ''), thumbnail = nullif(?, ''), updated_at = ?
            WHERE stream_id = ?
            """;
    private static final String SET_THUMBNAIL =
            """
            UPDATE studio_streams SET thumbnail = ? WHERE stream_id = ?
            """;
    private static final String SET_INGRESS =
            """
            UPDATE studio_streams
            SET ingress_id = ?, server_url = ?, stream_key = ?, updated_at = ?
            WHERE stream_id = ?
            """;
    private static final String REMOVE_INGRESS =
            """
            UPDATE studio_streams
            SET ingress_id = NULL, server_url = NULL, stream_key = NULL, updated_at = ?
            WHERE stream_id = ?
            """;
    private static final String TOUCH =
            """
            UPDATE studio_streams SET updated_at = ? WHERE stream_id = ?
            """;

    private static final RowMapper<StudioStream> STREAM = (row, number) -> stream(row);

    private final JdbcClient jdbc;

    StudioRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<StudioStream> byOwner(UserId owner) {
        return jdbc.sql(BY_OWNER).param("owner", owner.value()).query(STREAM).optional();
    }

    Optional<StudioStream> byId(StreamId stream) {
        return jdbc.sql(BY_ID).param("stream", stream.value()).query(STREAM).optional();
    }

    Optional<StreamId> idByOwner(UserId owner) {
        return jdbc.sql(ID_BY_OWNER)
                .param("owner", owner.value())
                .query(Long.class)
                .optional()
                .map(StreamId::new);
    }

    /** The one place that reads a creator's key. */
    Optional<CurrentStreamKey> credentials(UserId owner) {
        return jdbc.sql(CREDENTIALS)
                .param("owner", owner.value())
                .query(
                        (row, number) ->
                                new CurrentStreamKey(
                                        row.getString("ingress_id"),
                                        row.getString("server_url"),
                                        row.getString("stream_key")))
                .optional();
    }

    void addInsertion(StreamId stream, UserId owner, Instant at, SqlBatch batch) {
        batch.addForOneRow(INSERT, stream.value(), owner.value(), at);
    }

    void addDetails(
            StreamId stream,
            Optional<String> description,
            Optional<String> thumbnail,
            Instant at,
            SqlBatch batch) {
        batch.addForOneRow(
                SET_DETAILS, description.orElse(""), thumbnail.orElse(""), at, stream.value());
    }

    void addThumbnail(StreamId stream, String thumbnail, SqlBatch batch) {
        batch.addForOneRow(SET_THUMBNAIL, thumbnail, stream.value());
    }

    void addIngress(StreamId stream, Ingress ingress, Instant at, SqlBatch batch) {
        batch.addForOneRow(
                SET_INGRESS, ingress.id(), ingress.url(), ingress.streamKey(), at, stream.value());
    }

    void addIngressRemoval(StreamId stream, Instant at, SqlBatch batch) {
        batch.addForOneRow(REMOVE_INGRESS, at, stream.value());
    }

    void addChange(StreamId stream, Instant at, SqlBatch batch) {
        batch.addForOneRow(TOUCH, at, stream.value());
    }

    static StudioStream stream(ResultSet row) throws SQLException {
        return new StudioStream(
                new StreamId(row.getLong("id")),
                new UserId(row.getLong("owner_id")),
                row.getString("title"),
                Optional.ofNullable(row.getString("description")),
                Optional.ofNullable(row.getString("thumbnail")),
                Optional.ofNullable(row.getString("ingress_id")),
                Optional.ofNullable(row.getString("server_url")),
                new ChatSettings(
                        row.getBoolean("chat_enabled"),
                        row.getBoolean("chat_delayed"),
                        row.getBoolean("chat_followers_only")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("live_since", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
