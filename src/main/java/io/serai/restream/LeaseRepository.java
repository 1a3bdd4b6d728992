package io.serai.restream;

import io.serai.common.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Which node looks after which destination. A claim holds as long as the lease of its node, by the
 * database's clock. Thread-safe.
 */
@Repository
class LeaseRepository {
    private static final String RENEW =
            """
            INSERT INTO restream_nodes (node, installation, host, lease_until)
            VALUES (:node, :installation, :host, now() + make_interval(secs => :seconds))
            ON CONFLICT (node) DO UPDATE SET lease_until = excluded.lease_until
            """;
    private static final String LEAVE =
            """
            DELETE FROM restream_nodes WHERE node = :node
            """;
    private static final String FORGET_FORMER =
            """
            DELETE FROM restream_nodes
            WHERE (installation = :installation AND node <> :node) OR lease_until < now() - interval '1 day'
            """;
    private static final String OTHERS =
            """
            SELECT count(*) FROM restream_nodes WHERE node <> :node AND lease_until > now()
            """;
    private static final String HELD =
            """
            SELECT destination_id FROM restreams WHERE node = :node
            """;
    private static final String FREE =
            """
            (restreams.node IS NULL OR restreams.node = :node OR NOT EXISTS (
                SELECT 1 FROM restream_nodes n WHERE n.node = restreams.node AND n.lease_until > now()))
            """;
    private static final String CLAIM =
            """
            INSERT INTO restreams (destination_id, node, state, since, attempts, revision, broadcast_id)
            SELECT wanted.destination, :node, 'starting', :now, 1, wanted.revision, wanted.broadcast
            FROM unnest(:destinations::bigint[], :revisions::int[], :broadcasts::bigint[])
                AS wanted (destination, revision, broadcast)
            ORDER BY wanted.destination
            ON CONFLICT (destination_id) DO UPDATE
            SET node = excluded.node, claim = restreams.claim + 1, state = 'starting', since = excluded.since,
                attempts = 1, next_start = NULL, failure = NULL, failure_text = NULL,
                revision = excluded.revision, broadcast_id = excluded.broadcast_id,
                frames = 0, dropped = 0, bytes = 0, fps = 0, bitrate = 0, speed = 0
            WHERE %s
              AND NOT (restreams.state = 'failed' AND restreams.failure IS DISTINCT FROM 'limit'
                       AND restreams.revision = excluded.revision
                       AND restreams.broadcast_id = excluded.broadcast_id)
            RETURNING destination_id, claim
            """
                    .formatted(FREE);
    private static final String REFUSE =
            """
            INSERT INTO restreams (destination_id, state, since, failure, failure_text, revision, broadcast_id)
            VALUES (:destination, 'failed', :now, 'limit', :text, :revision, :broadcast)
            ON CONFLICT (destination_id) DO UPDATE
            SET node = NULL, claim = restreams.claim + 1, state = 'failed', since = excluded.since,
                attempts = 0, next_start = NULL, failure = 'limit', failure_text = excluded.failure_text,
                revision = excluded.revision, broadcast_id = excluded.broadcast_id
            WHERE %s
              AND NOT (restreams.state = 'failed' AND restreams.revision = excluded.revision
                       AND restreams.broadcast_id = excluded.broadcast_id)
            RETURNING claim
            """
                    .formatted(FREE);
    private static final String LOCK_OWNER =
            """
            SELECT pg_advisory_xact_lock(hashtext('serai.restream.owner'), hashtext(:owner))
            """;
    private static final String OF_OWNER =
            """
            SELECT count(*)
            FROM restreams r
            JOIN restream_nodes n ON n.node = r.node AND n.lease_until > now()
            JOIN destinations d ON d.id = r.destination_id
            WHERE d.owner_id = :owner AND r.destination_id <> ALL (:destinations::bigint[])
            """;
    private static final String LOCK_STREAM =
            """
            SELECT id FROM streams WHERE id = :stream FOR UPDATE
            """;
    private static final String END_FORMER_RUNS =
            """
            UPDATE restream_runs r
            SET ended_at = :now, failure = 'killed', failure_text = 'Serai ended without stopping it'
            WHERE r.ended_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM restream_nodes n WHERE n.node = r.node AND n.lease_until > now())
            """;
    private static final String FORMER_RUNS =
            """
            SELECT pid, process_started, marker
            FROM restream_runs
            WHERE ended_at IS NULL AND installation = :installation AND node <> :node
            """;

    private final JdbcClient jdbc;

    /** A process that a former node of this installation has not seen end. */
    record FormerRun(long pid, Optional<Instant> processStarted, String marker) {}

    LeaseRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** From now the node's claims hold for so long. */
    void renew(Node node, Duration lease) {
        jdbc.sql(RENEW)
                .param("node", node.id())
                .param("installation", node.installation())
                .param("host", node.host())
                .param("seconds", lease.toMillis() / 1000.0)
                .update();
    }

    void leave(Node node) {
        jdbc.sql(LEAVE).param("node", node.id()).update();
    }

    /** Former nodes of this installation have gone, and so have those not heard of for a day. */
    void forgetFormer(Node node) {
        jdbc.sql(FORGET_FORMER)
                .param("installation", node.installation())
                .param("node", node.id())
                .update();
    }

    /** How many other nodes there are. */
    int others(Node node) {
        return jdbc.sql(OTHERS).param("node", node.id()).query(Integer.class).single();
    }

    /** What the node holds. */
    Set<DestinationId> held(Node node) {
        Set<DestinationId> held = new HashSet<>();
        jdbc.sql(HELD)
                .param("node", node.id())
                .query(Long.class)
                .list()
                .forEach(id -> held.add(new DestinationId(id)));
        return held;
    }

    /**
     * The numbers of the claims; what another node holds, or failed for this very wish, has none.
     * In one statement, because everything that follows a stream's start waits for it.
     */
    Map<DestinationId, Long> claim(Node node, List<Order> orders, Instant now) {
        Map<DestinationId, Long> claims = new HashMap<>();
        jdbc.sql(CLAIM)
                .param("node", node.id())
                .param("now", utc(now))
                .param(
                        "destinations",
                        array(orders.stream().map(order -> order.destination().value())))
                .param("revisions", array(orders.stream().map(order -> order.wish().revision())))
                .param("broadcasts", array(orders.stream().map(order -> order.wish().broadcast())))
                .query(
                        row -> {
                            claims.put(
                                    new DestinationId(row.getLong("destination_id")),
                                    row.getLong("claim"));
                        });
        return claims;
    }

    /** Notes that there is no room for it; whether that is news. */
    boolean refuse(Node node, Order order, String text, Instant now) {
        return jdbc.sql(REFUSE)
                .param("destination", order.destination().value())
                .param("node", node.id())
                .param("now", utc(now))
                .param("text", text)
                .param("revision", order.wish().revision())
                .param("broadcast", order.wish().broadcast())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** Until the end of the transaction nobody else counts what this owner has. */
    void lockOwner(long owner) {
        jdbc.sql(LOCK_OWNER).param("owner", Long.toString(owner)).query((row, n) -> n).list();
    }

    /** How many restreams of the owner are held by any node, those for which it is asked aside. */
    int ofOwner(long owner, List<Order> but) {
        return jdbc.sql(OF_OWNER)
                .param("owner", owner)
                .param(
                        "destinations",
                        array(but.stream().map(order -> order.destination().value())))
                .query(Integer.class)
                .single();
    }

    void lockStream(StreamId stream) {
        jdbc.sql(LOCK_STREAM).param("stream", stream.value()).query(Long.class).optional();
    }

    List<FormerRun> formerRuns(Node node) {
        return jdbc.sql(FORMER_RUNS)
                .param("installation", node.installation())
                .param("node", node.id())
                .query(
                        (row, number) ->
                                new FormerRun(
                                        row.getLong("pid"),
                                        Optional.ofNullable(
                                                        row.getObject(
                                                                "process_started",
                                                                OffsetDateTime.class))
                                                .map(OffsetDateTime::toInstant),
                                        row.getString("marker")))
                .list();
    }

    /** Processes whose node has gone have ended as far as anybody can know. */
    int endFormerRuns(Instant now) {
        return jdbc.sql(END_FORMER_RUNS).param("now", utc(now)).update();
    }

    /** As PostgreSQL reads it; a list would become a parameter for each of its elements. */
    private static String array(Stream<? extends Number> numbers) {
        return numbers.map(Number::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
