package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** {@code kill -9} at any moment between hook and reaction loses nothing that was accepted. */
class KillIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int ENCODERS = 4;

    /** How many deliveries a reaction works on at the same time unless its route says otherwise. */
    private static final int IN_FLIGHT = 4;

    private static final String RECORDING =
            """
            - route:
                id: recording
                group: reactions
                description: Something happened to a stream -> tell the recorder
                routeConfigurationId: reaction
                from:
                  uri: stream-events
                  parameters:
                    name: recording
                    types: stream.live,stream.resumed,stream.ended
                  steps:
                    - setBody:
                        simple:
                          expression: "${body.stream} ${body.id}"
                    - to:
                        id: recording-tell
                        uri: http
                        parameters:
                          httpUri: "%s"
                          httpMethod: POST
            """;

    @TempDir Path directory;

    private final RecordingDiscord discord = new RecordingDiscord();
    private SeraiProcess serai;

    @BeforeEach
    void prepare() throws IOException {
        serai =
                SeraiProcess.in(directory)
                        .with("ROUTES_DIR", routes().toString())
                        .with("DISCORD_WEBHOOK_URL", discord.webhook(1))
                        .with("ROOM_UNPUBLISH_GRACE", "10m");
    }

    @AfterEach
    void stop() {
        serai.close();
        discord.close();
    }

    @Test
    void losesNothingWithAnExternalDatabase() {
        DataSource fresh = TestPostgres.freshDatabase();
        serai.with("DATABASE_URL", TestPostgres.url(fresh));

        Encoders encoders = killUnderLoad(18);

        verify(new JdbcTemplate(fresh), encoders, 18);
    }

    @Test
    void losesNothingWithTheEmbeddedDatabase() throws IOException {
        Encoders encoders = killUnderLoad(3);

        verify(new JdbcTemplate(embeddedDatabase()), encoders, 3);
    }

    private Encoders killUnderLoad(int kills) {
        long seed = System.nanoTime();
        System.out.println("KillIT seed=" + seed);
        Random random = new Random(seed);
        serai.start();
        Encoders encoders = new Encoders(serai, ENCODERS, seed);
        try (encoders) {
            for (int kill = 0; kill < kills; kill++) {
                long enough = encoders.answers() + 1 + random.nextInt(60);
                await("accepted")
                        .atMost(SOON)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> encoders.answers() >= enough);
                serai.kill();
                serai.start();
            }
            assertThat(encoders.allWork()).isTrue();
        }
        return encoders;
    }

    private void verify(JdbcTemplate database, Encoders encoders, int kills) {
        System.out.printf(
                "KillIT rooms=%d published=%d ended=%d%n",
                encoders.rooms().size(), encoders.published().size(), encoders.ended().size());
        await("every delivery is finished")
                .atMost(Duration.ofSeconds(60))
                .until(() -> count(database, "SELECT count(*) FROM deliveries") == 0);

        assertThat(database.queryForList("SELECT stream_key FROM rooms", String.class))
                .containsAll(encoders.rooms());
        everyHookIsKept(database, encoders);
        noEventIsMissingOrDoubled(database);
        everyReactionRan(database);
        everyRoomIsAnnounced(database, kills);
        theOrderWasKept(database, kills);
        assertThat(serai.logText()).doesNotContain("\tat ");
    }

    private static void everyHookIsKept(JdbcTemplate database, Encoders encoders) {
        Map<String, String> sessions = new TreeMap<>();
        database.query(
                "SELECT client, coalesce(reason, state) AS now FROM live_sessions",
                row -> {
                    assertThat(sessions.put(row.getString("client"), row.getString("now")))
                            .as("one session of a client")
                            .isNull();
                });
        assertThat(encoders.published())
                .allSatisfy(publisher -> assertThat(sessions).containsKey(publisher.client()));
        assertThat(sessions.values()).doesNotContain("contender", "refuted", "suspect");
        assertThat(encoders.ended())
                .allSatisfy(
                        publisher ->
                                assertThat(sessions)
                                        .containsEntry(publisher.client(), "unpublish"));
    }

    /**
     * Each room was made once; each session went live or resumed once; each broadcast ended once.
     */
    private static void noEventIsMissingOrDoubled(JdbcTemplate database) {
        String differences =
                """
                WITH wanted AS (
                    SELECT stream_id, 'room.created' AS type, NULL::bigint AS broadcast FROM rooms
                    UNION ALL
                    SELECT stream_id, CASE WHEN id = broadcast_id THEN 'stream.live' ELSE 'stream.resumed' END,
                           broadcast_id
                    FROM live_sessions
                    UNION ALL
                    SELECT stream_id, 'stream.ended', broadcast_id
                    FROM live_sessions
                    GROUP BY stream_id, broadcast_id
                    HAVING bool_and(state = 'ended')),
                happened AS (
                    SELECT stream_id, type, (detail ->> 'broadcast')::bigint AS broadcast
                    FROM stream_events)
                SELECT 'missing ' || d::text FROM (SELECT * FROM wanted EXCEPT ALL SELECT * FROM happened) d
                UNION ALL
                SELECT 'too many ' || d::text FROM (SELECT * FROM happened EXCEPT ALL SELECT * FROM wanted) d
                """;
        assertThat(database.queryForList(differences, String.class)).isEmpty();
    }

    private static void everyReactionRan(JdbcTemplate database) {
        String differences =
                """
                WITH wanted AS (
                    SELECT CASE type WHEN 'room.created' THEN 'discord-room' ELSE 'recording' END, id
                    FROM stream_events
                    UNION ALL
                    SELECT 'restream', id FROM stream_events WHERE type <> 'room.created'),
                finished AS (SELECT subscription, event_id FROM finished_deliveries)
                SELECT 'missing ' || d::text FROM (SELECT * FROM wanted EXCEPT ALL SELECT * FROM finished) d
                UNION ALL
                SELECT 'too many ' || d::text FROM (SELECT * FROM finished EXCEPT ALL SELECT * FROM wanted) d
                """;
        assertThat(database.queryForList(differences, String.class)).isEmpty();
        assertThat(count(database, "SELECT count(*) FROM delivery_lanes")).isZero();
    }

    private void everyRoomIsAnnounced(JdbcTemplate database, int kills) {
        List<String> posts =
                discord.requests().stream()
                        .filter(request -> request.target().contains("/webhooks/1/"))
                        .map(RecordingDiscord.Request::body)
                        .toList();
        List<String> keys = database.queryForList("SELECT stream_key FROM rooms", String.class);
        String all = String.join("\n", posts);

        assertThat(keys).allSatisfy(key -> assertThat(all.contains(key)).isTrue());
        System.out.printf("KillIT posts=%d rooms=%d%n", posts.size(), keys.size());
        assertThat(posts).hasSizeBetween(keys.size(), keys.size() + kills * IN_FLIGHT);
        assertThat(count(database, "SELECT count(*) FROM rooms WHERE NOT discord_webhook_sent"))
                .isZero();
    }

    private void theOrderWasKept(JdbcTemplate database, int kills) {
        List<Told> told =
                discord.requests().stream()
                        .filter(request -> request.target().equals("/recorder"))
                        .map(request -> Told.of(request.body()))
                        .toList();
        Map<Long, List<Long>> byStream =
                told.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Told::stream,
                                        Collectors.mapping(Told::event, Collectors.toList())));
        assertThat(byStream.values()).allSatisfy(events -> assertThat(events).isSorted());
        long events =
                count(database, "SELECT count(*) FROM stream_events WHERE type <> 'room.created'");
        assertThat(told.stream().distinct()).hasSize((int) events);
        System.out.printf("KillIT recorded=%d events=%d%n", told.size(), events);
        assertThat(told.size()).isBetween((int) events, (int) events + kills * IN_FLIGHT);
    }

    private record Told(long stream, long event) {
        static Told of(String body) {
            String[] words = body.split(" ");
            return new Told(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }
    }

    private static long count(JdbcTemplate database, String query) {
        return database.queryForObject(query, Long.class);
    }

    /** The shipped routes, and a reaction that somebody added. */
    private Path routes() throws IOException {
        Path target = RouteFolder.copyInto(directory);
        Files.writeString(
                target.resolve("reactions").resolve("recording.camel.yaml"),
                RECORDING.formatted(URI.create(discord.webhook(1)).resolve("/recorder")));
        return target;
    }

    /** As Serai finds it: the port in the postmaster's file, the password beside the data. */
    private DataSource embeddedDatabase() throws IOException {
        Path data = directory.resolve("data");
        try (Stream<Path> files = Files.walk(data)) {
            Path postmaster =
                    files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
            String port = Files.readAllLines(postmaster).get(3);
            return new DriverManagerDataSource(
                    "jdbc:postgresql://127.0.0.1:" + port + "/serai",
                    "serai",
                    Files.readString(data.resolve("database-password")).strip());
        }
    }
}
