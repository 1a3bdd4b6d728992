package io.serai.live;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The set of viewers of each publication, and the curve of each session. */
@Repository
class ViewerRepository {
    private static final String ADD =
            """
            INSERT INTO live_viewers (stream_id, publication, source, boot, client, since)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;
    private static final String REMOVE =
            """
            DELETE FROM live_viewers
            WHERE stream_id = ? AND publication = ? AND source = ? AND boot = ? AND client = ?
            """;
    private static final String COUNT =
            """
            UPDATE live_sessions
            SET last_viewers = seen.viewers, peak_viewers = greatest(peak_viewers, seen.viewers)
            FROM (SELECT count(*)::int AS viewers FROM live_viewers WHERE stream_id = ? AND publication = ?) seen
            WHERE stream_id = ? AND publication = ? AND state IN ('open', 'suspect')
            """;
    private static final String EMPTY =
            """
            DELETE FROM live_viewers WHERE stream_id = ? AND publication = ?
            """;
    // Who is in a room of LiveKit stays there while nobody publishes, and leaves by a message.
    private static final String EMPTY_BUT_ROOMS =
            """
            DELETE FROM live_viewers WHERE stream_id = ? AND publication = ? AND source <> 'livekit'
            """;
    // Ids of participants are letters, digits and underscores.
    private static final String ADD_LISTED =
            """
            INSERT INTO live_viewers (stream_id, publication, source, boot, client, since)
            SELECT ?, ?, 'livekit', '', client, ?
            FROM unnest(string_to_array(?, ',')) AS listed (client)
            ON CONFLICT DO NOTHING
            """;
    private static final String REMOVE_UNLISTED =
            """
            DELETE FROM live_viewers
            WHERE stream_id = ? AND publication = ? AND source = 'livekit' AND since < ?
              AND NOT client = ANY (string_to_array(?, ','))
            """;
    private static final String DROP_THOSE_OF_OTHER_BOOTS =
            """
            DELETE FROM live_viewers
            WHERE stream_id = ? AND publication = ? AND NOT (source = ? AND boot = ?)
            """;
    private static final String SAMPLE =
            """
            INSERT INTO live_viewer_samples (session_id, at, viewers)
            SELECT id, date_trunc('minute', :now::timestamptz), last_viewers
            FROM live_sessions
            WHERE state IN ('open', 'suspect') AND ended_at = 'infinity'
            ON CONFLICT DO NOTHING
            """;

    private static final String WATCHING =
            """
            UPDATE live_sessions s
            SET last_viewers = w.viewers, peak_viewers = greatest(s.peak_viewers, w.viewers)
            FROM unnest(?::bigint[], ?::int[]) AS w (stream_id, viewers)
            JOIN streams t ON t.id = w.stream_id AND t.surface = 'live-service'
            WHERE s.stream_id = w.stream_id AND s.state IN ('open', 'suspect')
              AND s.last_viewers <> w.viewers
            """;

    private final JdbcClient jdbc;

    ViewerRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Found found, Fence viewer, Instant since, SqlBatch batch) {
        long stream = found.air().stream().id().value();
        batch.add(
                ADD,
                stream,
                found.publication(),
                viewer.source(),
                viewer.boot(),
                viewer.client(),
                since.atOffset(ZoneOffset.UTC));
        count(found, batch);
    }

    void remove(Found found, Fence viewer, SqlBatch batch) {
        long stream = found.air().stream().id().value();
        batch.add(
                REMOVE,
                stream,
                found.publication(),
                viewer.source(),
                viewer.boot(),
                viewer.client());
        count(found, batch);
    }

    void removeAll(Found found, SqlBatch batch) {
        batch.add(EMPTY, found.air().stream().id().value(), found.publication());
        count(found, batch);
    }

    /** Those in a room of LiveKit are these, and whoever came since it was asked. */
    void replace(Found found, Set<Fence> inside, Instant askedAt, Instant since, SqlBatch batch) {
        long stream = found.air().stream().id().value();
        String clients = inside.stream().map(Fence::client).collect(Collectors.joining(","));
        batch.add(REMOVE_UNLISTED, stream, found.publication(), askedAt, clients);
        batch.add(ADD_LISTED, stream, found.publication(), since, clients);
        count(found, batch);
    }

    /**
     * Lets the set follow the session's changes: it is emptied when nobody takes over, and kept by
     * a successor in the same process; viewers may also wait before the publisher comes, and those
     * in a room of LiveKit stay there. Costs nothing where there are none.
     */
    void follow(Found found, List<Change> changes, SqlBatch batch) {
        if (!found.watched()) {
            return;
        }
        long stream = found.air().stream().id().value();
        Optional<Fence> begins = changes.stream().flatMap(ViewerRepository::begins).findFirst();
        boolean ends = changes.stream().anyMatch(Change.End.class::isInstance);
        if (ends && begins.isEmpty()) {
            batch.add(EMPTY_BUT_ROOMS, stream, found.publication());
        } else if (ends) {
            Fence successor = begins.get();
            batch.add(
                    DROP_THOSE_OF_OTHER_BOOTS,
                    stream,
                    found.publication(),
                    successor.source(),
                    successor.boot());
        }
        if (begins.isPresent()) {
            count(found, batch);
        }
    }

    private static Stream<Fence> begins(Change change) {
        return switch (change) {
            case Change.Open open -> Stream.of(open.origin().fence());
            case Change.Promote promote -> Stream.of(promote.rival().fence());
            default -> Stream.empty();
        };
    }

    /** Writes a point of every session's curve for the minute of {@code now}, once. */
    int sample(Instant now) {
        return jdbc.sql(SAMPLE).param("now", now.atOffset(ZoneOffset.UTC)).update();
    }

    /** How many watch each of these streams, as somebody else has counted. */
    void write(Map<StreamId, Integer> watching) {
        List<StreamId> streams = List.copyOf(watching.keySet());
        jdbc.sql(WATCHING)
                .param(streams.stream().map(StreamId::value).toArray(Long[]::new))
                .param(streams.stream().map(watching::get).toArray(Integer[]::new))
                .update();
    }

    private static void count(Found found, SqlBatch batch) {
        long stream = found.air().stream().id().value();
        batch.add(COUNT, stream, found.publication(), stream, found.publication());
    }
}
