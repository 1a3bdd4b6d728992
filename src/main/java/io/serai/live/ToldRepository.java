package io.serai.live;

import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.live.IngressRules.Known;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.stereotype.Repository;

/** What media servers have told already; read and written under the lock of the stream. */
@Repository
class ToldRepository {
    private static final String READ =
            """
            SELECT EXISTS (SELECT 1 FROM live_told WHERE source = ? AND message = ?) AS told,
                   EXISTS (SELECT 1 FROM live_told WHERE source = ? AND message = ?) AS gone,
                   i.client, i.ended
            FROM (SELECT 1) one
            LEFT JOIN live_ingresses i ON i.source = ? AND i.path = ?
            """;
    private static final String REMEMBER =
            """
            INSERT INTO live_told (source, message, at) VALUES (?, ?, ?)
            ON CONFLICT (source, message) DO NOTHING
            """;
    private static final String REMEMBER_INGRESS =
            """
            INSERT INTO live_ingresses (source, path, client, started_ns, ended, at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (source, path) DO UPDATE
            SET client = excluded.client, started_ns = excluded.started_ns, ended = excluded.ended, at = excluded.at
            """;
    private static final String FORGET =
            """
            DELETE FROM live_told WHERE at < ?
            """;
    private static final String FORGET_INGRESSES =
            """
            DELETE FROM live_ingresses WHERE ended AND at < ?
            """;

    private final HookDatabase database;

    ToldRepository(HookDatabase database) {
        this.database = database;
    }

    /**
     * What is known when a message comes.
     *
     * @param repeated whether this message came before
     * @param gone whether this participant is known to have left
     * @param ingress what was told of the ingress
     */
    record Told(boolean repeated, boolean gone, Known ingress) {}

    Told read(MediaEvent.Message message) {
        String source = message.fence().source();
        return database.jdbc()
                .query(
                        READ,
                        (row, number) -> told(row, source),
                        source,
                        message.id(),
                        source,
                        gone(message.fence()),
                        source,
                        message.name().stream())
                .getFirst();
    }

    void remember(MediaEvent.Message message, Instant at, SqlBatch batch) {
        batch.add(REMEMBER, message.fence().source(), message.id(), at);
    }

    void rememberGone(Fence participant, Instant at, SqlBatch batch) {
        batch.add(REMEMBER, participant.source(), gone(participant), at);
    }

    void rememberIngress(String path, Known known, Instant at, SqlBatch batch) {
        known.newest()
                .ifPresent(
                        newest ->
                                batch.add(
                                        REMEMBER_INGRESS,
                                        newest.source(),
                                        path,
                                        newest.client(),
                                        Ingresses.startedNs(newest),
                                        known.ended(),
                                        at));
    }

    /** Forgets what was told before that time. */
    void forget(Instant before) {
        database.jdbc().update(FORGET, before.atOffset(ZoneOffset.UTC));
        database.jdbc().update(FORGET_INGRESSES, before.atOffset(ZoneOffset.UTC));
    }

    private static String gone(Fence participant) {
        return "gone " + participant.client();
    }

    private static Told told(ResultSet row, String source) throws SQLException {
        Known known =
                new Known(
                        Optional.ofNullable(row.getString("client"))
                                .map(client -> new Fence(source, "", client)),
                        row.getBoolean("ended"));
        return new Told(row.getBoolean("told"), row.getBoolean("gone"), known);
    }
}
