package io.serai.timeline;

import io.serai.common.StreamId;
import io.serai.live.MediaEvent.Name;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/** Writes notes, and removes old ones. */
@Repository
class JournalRepository {
    /** The last moments of it may be lost with the power; who waits for nobody need not sync. */
    private static final String WITHOUT_SYNC = "SET LOCAL synchronous_commit = off";

    private static final String ADD =
            """
            INSERT INTO timeline_entries AS entry (fingerprint, kind, at, last_at, times, stream_id, name_digest,
                app_digest, what, accepted, word, rule, changed, server, client, address, caller, protocol, took_ms, note)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (fingerprint) DO UPDATE
            SET times = entry.times + excluded.times, at = least(entry.at, excluded.at),
                last_at = greatest(entry.last_at, excluded.last_at), client = excluded.client,
                took_ms = excluded.took_ms
            """;
    private static final int[] TYPES = {
        Types.BINARY,
        Types.VARCHAR,
        Types.TIMESTAMP_WITH_TIMEZONE,
        Types.TIMESTAMP_WITH_TIMEZONE,
        Types.INTEGER,
        Types.BIGINT,
        Types.BINARY,
        Types.BINARY,
        Types.VARCHAR,
        Types.BOOLEAN,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.BOOLEAN,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.INTEGER,
        Types.VARCHAR
    };
    private static final String STREAMS_BY_NAME =
            """
            SELECT kind, value, stream_id FROM publish_keys WHERE kind IN ('name', 'app') AND value IN (:names)
            """;
    private static final String STREAMS_BY_ID =
            """
            SELECT DISTINCT stream_id FROM publish_keys WHERE kind = 'token' AND stream_id IN (:ids)
            """;
    private static final String REMOVE_OLD =
            """
            DELETE FROM timeline_entries
            WHERE id IN (SELECT id FROM timeline_entries WHERE at < ? ORDER BY at LIMIT ?)
            """;

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final TransactionOperations transactions;

    JournalRepository(JdbcTemplate jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.named = new NamedParameterJdbcTemplate(jdbc);
        this.transactions = transactions;
    }

    /** What was found in the catalogue. */
    record Known(Map<String, StreamId> byName, Map<String, StreamId> byApp) {
        Optional<StreamId> stream(Name name) {
            return Optional.ofNullable(byName.get(name.stream()))
                    .or(() -> Optional.ofNullable(byApp.get(name.app())));
        }
    }

    /** Adds all of them, or counts up where there is such a row; no two have one fingerprint. */
    void add(Collection<Row> rows) {
        List<@Nullable Object[]> values = rows.stream().map(JournalRepository::values).toList();
        transactions.executeWithoutResult(
                tx -> {
                    jdbc.execute(WITHOUT_SYNC);
                    jdbc.batchUpdate(ADD, values, TYPES);
                });
    }

    /** The streams that are found by these names or applications. */
    Known streams(Collection<String> names) {
        Map<String, StreamId> byName = new HashMap<>();
        Map<String, StreamId> byApp = new HashMap<>();
        List<Long> ids =
                names.stream()
                        .filter(name -> name.matches("[1-9][0-9]{0,17}"))
                        .map(Long::valueOf)
                        .toList();
        if (!ids.isEmpty()) {
            named.queryForList(STREAMS_BY_ID, Map.of("ids", ids), Long.class)
                    .forEach(id -> byName.put(Long.toString(id), new StreamId(id)));
        }
        if (!names.isEmpty()) {
            named.query(
                    STREAMS_BY_NAME,
                    Map.of("names", names),
                    row -> {
                        (row.getString("kind").equals("name") ? byName : byApp)
                                .put(
                                        row.getString("value"),
                                        new StreamId(row.getLong("stream_id")));
                    });
        }
        return new Known(byName, byApp);
    }

    /** Removes some of what is older; how many rows. */
    int removeBefore(Instant time, int most) {
        return jdbc.update(REMOVE_OLD, utc(time), most);
    }

    private static @Nullable Object[] values(Row row) {
        Row.Told told = row.told();
        return new @Nullable Object[] {
            row.fingerprint(),
            told.kind().name().toLowerCase(Locale.ROOT),
            utc(row.at()),
            utc(row.lastAt()),
            row.times(),
            row.stream().map(StreamId::value).orElse(null),
            row.name().orElse(null),
            row.app().orElse(null),
            told.what(),
            told.accepted(),
            told.word(),
            told.rule(),
            told.changed(),
            told.server(),
            told.client(),
            told.address(),
            told.caller(),
            told.protocol(),
            told.tookMs(),
            told.note()
        };
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
