package io.serai.live;

import io.serai.database.HookDatabase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The processes of media servers. */
@Repository
class BootRepository {
    private static final String LOCK_SOURCE =
            """
            SELECT pg_advisory_xact_lock(hashtextextended('live_boots ' || ?, 0))
            """;
    private static final String SUPERSEDE_OTHERS =
            """
            UPDATE live_boots SET superseded_at = ?
            WHERE source = ? AND superseded_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM live_boots known WHERE known.source = ? AND known.boot = ?)
            """;
    private static final String INSERT =
            """
            INSERT INTO live_boots (source, boot, first_seen) VALUES (?, ?, ?)
            ON CONFLICT (source, boot) DO NOTHING
            """;
    private static final String SUSPECT_OTHERS =
            """
            UPDATE live_sessions SET state = 'suspect', suspect_since = ?
            WHERE source = ? AND boot <> ? AND state = 'open' AND ended_at = 'infinity'
            """;
    private static final String REFUTE_OTHERS =
            """
            UPDATE live_sessions SET state = 'ended', ended_at = ?, reason = 'refuted'
            WHERE source = ? AND boot <> ? AND state = 'contender' AND ended_at = 'infinity'
            """;
    private static final String DROP_VIEWERS =
            """
            DELETE FROM live_viewers WHERE source = ? AND boot <> ?
            """;
    private static final String SUPERSEDE_WRONG =
            """
            UPDATE live_boots SET superseded_at = ?
            WHERE source = ? AND superseded_at IS NULL AND boot <> ?
              AND EXISTS (SELECT 1 FROM live_boots known
                          WHERE known.source = ? AND known.boot = ? AND known.superseded_at < ?)
            """;
    private static final String REINSTATE =
            """
            UPDATE live_boots SET superseded_at = NULL
            WHERE source = ? AND boot = ? AND superseded_at < ?
            """;
    private static final String CURRENT =
            """
            SELECT boot FROM live_boots WHERE source = ? AND superseded_at IS NULL
            """;

    private final JdbcTemplate jdbc;

    BootRepository(HookDatabase database) {
        this.jdbc = database.jdbc();
    }

    void lockSource(String source) {
        jdbc.query(LOCK_SOURCE, row -> {}, source);
    }

    /** Whether this process was not known before; it is the current one then. */
    boolean begin(String source, String boot, Instant at) {
        jdbc.update(SUPERSEDE_OTHERS, at.atOffset(ZoneOffset.UTC), source, source, boot);
        return jdbc.update(INSERT, source, boot, at.atOffset(ZoneOffset.UTC)) == 1;
    }

    /** Whether this process had been taken for a superseded one before that question was asked. */
    boolean reinstate(String source, String boot, Instant asked, Instant at) {
        OffsetDateTime before = asked.atOffset(ZoneOffset.UTC);
        jdbc.update(
                SUPERSEDE_WRONG, at.atOffset(ZoneOffset.UTC), source, boot, source, boot, before);
        return jdbc.update(REINSTATE, source, boot, before) == 1;
    }

    /** Makes suspect what older processes had on air; answers how many sessions. */
    int suspect(String source, String boot, Instant at) {
        jdbc.update(REFUTE_OTHERS, at.atOffset(ZoneOffset.UTC), source, boot);
        jdbc.update(DROP_VIEWERS, source, boot);
        return jdbc.update(SUSPECT_OTHERS, at.atOffset(ZoneOffset.UTC), source, boot);
    }

    String current(String source) {
        return String.valueOf(jdbc.queryForObject(CURRENT, String.class, source));
    }
}
