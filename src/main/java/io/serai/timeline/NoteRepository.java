package io.serai.timeline;

import io.serai.common.StreamId;
import io.serai.timeline.Row.Kind;
import io.serai.timeline.Row.Told;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the notes that concern a stream or a name. */
@Repository
class NoteRepository {
    private static final String STREAM_OF_NAME =
            """
            SELECT stream_id FROM timeline_entries
            WHERE name_digest = :name AND stream_id IS NOT NULL
            ORDER BY at DESC LIMIT 1
            """;

    /** An application is a key only if one stream alone is published to it. */
    private static final String STREAM_OF_APP =
            """
            SELECT min(stream_id) FROM (
                SELECT stream_id FROM timeline_entries
                WHERE app_digest = :app AND stream_id IS NOT NULL
                ORDER BY at DESC LIMIT 200) newest
            HAVING min(stream_id) = max(stream_id)
            """;

    private static final String NAMES_OF_STREAM =
            """
            SELECT name_digest FROM timeline_entries
            WHERE stream_id = :stream AND name_digest IS NOT NULL
            GROUP BY name_digest ORDER BY max(at) DESC LIMIT 50
            """;

    /** Those of the stream, those of its names that nobody knew by then, and gaps. */
    private static final String NEWEST =
            """
            WITH page AS (
                (SELECT id FROM timeline_entries
                 WHERE stream_id = :stream AND (:what = '' OR what = :what)
                   AND at <= :at AND (at, 10, id) < (:at, :rank, :id)
                 ORDER BY at DESC, id DESC LIMIT :limit)
                UNION
                (SELECT id FROM timeline_entries
                 WHERE stream_id IS NULL AND (name_digest IN (:names) OR app_digest = :app)
                   AND (:what = '' OR what = :what)
                   AND at <= :at AND (at, 10, id) < (:at, :rank, :id)
                 ORDER BY at DESC, id DESC LIMIT :limit)
                UNION
                (SELECT id FROM timeline_entries
                 WHERE kind = 'gap' AND at >= :since AND (:what = '' OR what = :what)
                   AND at <= :at AND (at, 10, id) < (:at, :rank, :id)
                 ORDER BY at DESC, id DESC LIMIT :limit))
            SELECT e.id, e.kind, e.at, e.last_at, e.times, e.what, e.accepted, e.word, e.rule, e.changed,
                   e.server, e.client, e.address, e.caller, e.protocol, e.took_ms, e.note
            FROM page JOIN timeline_entries e USING (id)
            ORDER BY e.at DESC, e.id DESC
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    NoteRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Whose notes are wanted.
     *
     * @param names digests; those of notes without a stream count
     * @param app digest of what may be the application of a WebRTC room
     * @param since gaps before that concern nobody
     */
    record Subject(
            Optional<StreamId> stream, List<byte[]> names, Optional<byte[]> app, Instant since) {}

    /** A stored note. */
    record Note(long id, Instant at, Instant lastAt, int times, Told told) {
        Place place() {
            return new Place(at, Place.NOTE, id);
        }
    }

    /** The stream that was last found by this name; its key may be gone since. */
    Optional<StreamId> streamOfName(byte[] name) {
        return jdbc.sql(STREAM_OF_NAME)
                .param("name", name)
                .query(Long.class)
                .optional()
                .or(() -> jdbc.sql(STREAM_OF_APP).param("app", name).query(Long.class).optional())
                .map(StreamId::new);
    }

    /** Digests of the names by which hooks have found the stream. */
    List<byte[]> namesOf(StreamId stream) {
        return jdbc.sql(NAMES_OF_STREAM).param("stream", stream.value()).query(byte[].class).list();
    }

    /**
     * @param what empty, or only such notes
     */
    List<Note> newest(Subject subject, String what, Place before, int limit) {
        // No digest is empty: it stands for none.
        byte[] none = {};
        List<byte[]> names = subject.names().isEmpty() ? List.of(none) : subject.names();
        return jdbc.sql(NEWEST)
                .param("stream", subject.stream().map(StreamId::value).orElse(0L))
                .param("names", names)
                .param("app", subject.app().orElse(none))
                .param("since", utc(subject.since()))
                .param("what", what)
                .param("at", utc(before.at()))
                .param("rank", before.rank())
                .param("id", before.id())
                .param("limit", limit)
                .query((row, number) -> note(row))
                .list();
    }

    private static Note note(ResultSet row) throws SQLException {
        return new Note(
                row.getLong("id"),
                instant(row, "at"),
                instant(row, "last_at"),
                row.getInt("times"),
                new Told(
                        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getString("what"),
                        row.getBoolean("accepted"),
                        row.getString("word"),
                        row.getString("rule"),
                        row.getBoolean("changed"),
                        row.getString("server"),
                        row.getString("client"),
                        row.getString("address"),
                        row.getString("caller"),
                        row.getString("protocol"),
                        row.getInt("took_ms"),
                        row.getString("note")));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Optional<Instant> optional(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
