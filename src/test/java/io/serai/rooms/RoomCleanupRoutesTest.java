package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.events.NewEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The clean-up as its route files have it, through HTTP and by the clock, on a real database. */
@ExtendWith(OutputCaptureExtension.class)
class RoomCleanupRoutesTest {
    private static final String FILE = "schedules/room-cleanup.camel.yaml";
    private static final String CLAUSES =
            """
                                    AND r.stream_id > :?after
                                  ORDER BY r.stream_id
                                  LIMIT :?limit
            """;
    private static final AtomicInteger CALLERS = new AtomicInteger();

    @TempDir static Path directory;

    private static ConfigurableApplicationContext context;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address = "192.0.2." + CALLERS.incrementAndGet();
    private JdbcClient sql;

    @BeforeAll
    static void start() {
        context =
                RoomsApplication.start(
                        directory,
                        "serai.web.trusted-proxies=127.0.0.1",
                        "serai.rooms.manual-cleanup-limit.period=1h");
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void forget() {
        sql = context.getBean(JdbcClient.class);
        for (String table :
                List.of(
                        "live_sessions",
                        "publish_keys",
                        "rooms",
                        "room_cleanups",
                        "stream_events",
                        "streams")) {
            sql.sql("DELETE FROM " + table).update();
        }
        happened().clear();
    }

    @Test
    void deletesOldRoomsThatAreNotOnAir() {
        Stored rtmp = room("rtmp", "25 hours");
        Stored webrtc = room("webrtc", "24 hours 1 minute");
        Stored young = room("rtmp", "23 hours 59 minutes");
        Stored live = onAir(room("rtmp", "3 days"), "open");
        Stored suspect = onAir(room("webrtc", "3 days"), "suspect");
        Stored ended = onAir(room("rtmp", "3 days"), "ended");

        HttpResponse<String> answer = post("/api/cleanup/manual");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        """
                        {"success":true,"message":"Manual cleanup completed","cleaned":3,"total":6,\
                        "remaining":3,"cleanedCount":3,"remainingRooms":3,"cleanedRooms":[%s,%s,%s],\
                        "complete":true}\
                        """
                                .formatted(rtmp.named(), webrtc.named(), ended.named()));
        assertThat(roomIds()).containsExactlyInAnyOrder(young.id(), live.id(), suspect.id());
        assertThat(sql.sql("SELECT DISTINCT stream_id FROM publish_keys").query(Long.class).list())
                .containsExactlyInAnyOrder(young.stream(), live.stream(), suspect.stream());
        assertThat(happened())
                .extracting(NewEvent::type, event -> event.detail().get("reason"))
                .containsOnly(org.assertj.core.api.Assertions.tuple("room.deleted", "too-old"))
                .hasSize(3);
    }

    @Test
    void tellsWhenItRunsAndWhatItHasDone() {
        JsonNode before = status();
        assertThat(before.get("currentRoomCount").intValue()).isZero();
        assertThat(before.get("rooms")).isEmpty();
        for (String key : List.of("lastRun", "lastSuccess", "lastError", "lastCleaned")) {
            assertThat(before.get("cleanup").get(key).isNull()).as(key).isTrue();
        }
        Stored old = room("rtmp", "25 hours");
        Stored young = room("webrtc", "100 minutes");
        post("/api/cleanup/manual");
        post("/api/cleanup/manual");

        String text = get("/api/cleanup/status").body();
        JsonNode cleanup = json(text).get("cleanup");
        assertThat(text)
                .startsWith(
                        "{\"success\":true,\"cleanup\":{\"running\":false,\"intervalMinutes\":15,"
                                + "\"idleTimeoutMinutes\":0,\"maxAgeHours\":24,"
                                + "\"cron\":\"0 0/15 * * * ?\",\"nextRun\":\"")
                .contains(
                        "\"lastError\":null",
                        "\"currentRoomCount\":1,\"rooms\":[{\"id\":\""
                                + young.id()
                                + "\",\"name\":\"the room\",\"type\":\"webrtc\",\"createdAt\":\"")
                .endsWith("Z\",\"ageHours\":2}]}");
        for (String key : List.of("nextRun", "lastRun", "lastSuccess")) {
            assertThat(cleanup.get(key).textValue())
                    .as(key)
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
        assertThat(cleanup.get("nextRun").textValue()).matches(".*:(00|15|30|45):00\\.000Z");
        assertThat(cleanup.get("lastCleaned").get("cleanedRooms").toString())
                .as("although the last run found nothing")
                .isEqualTo("[" + old.named() + "]");
    }

    @Test
    void goesOnUntilAllAreDeleted() {
        Stored busy = onAir(room("rtmp", "25 hours"), "open");
        rooms(3 * RoomCleanup.MOST_AT_ONCE + 7, "25 hours");

        JsonNode answer = json(post("/api/cleanup/manual").body());

        assertThat(answer.get("cleaned").intValue()).isEqualTo(3 * RoomCleanup.MOST_AT_ONCE + 7);
        assertThat(answer.get("remaining").intValue()).isEqualTo(1);
        assertThat(answer.get("cleanedRooms")).hasSize(3 * RoomCleanup.MOST_AT_ONCE + 7);
        assertThat(roomIds()).containsExactly(busy.id());
    }

    @Test
    void deletesEachRoomOnceWhenRunsOverlap() {
        rooms(150, "25 hours");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<JsonNode>> answers =
                    List.of(1, 2, 3).stream()
                            .map(
                                    caller ->
                                            CompletableFuture.supplyAsync(
                                                    () -> json(post("/api/cleanup/manual").body()),
                                                    callers))
                            .toList();

            assertThat(answers.stream().mapToInt(each -> each.join().get("cleaned").intValue()))
                    .satisfies(
                            counts ->
                                    assertThat(counts.stream().mapToInt(n -> n).sum())
                                            .isEqualTo(150));
        }
        assertThat(roomIds()).isEmpty();
        assertThat(happened()).hasSize(150);
        assertThat(status().get("cleanup").get("lastError").isNull()).isTrue();
    }

    @Test
    void letsARoomThatCannotBeDeletedKeepNoOther(CapturedOutput output) {
        Stored stuck = room("rtmp", "26 hours");
        room("rtmp", "25 hours");
        sql.sql(
                        """
                        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN RAISE 'no %%', OLD.stream_key USING ERRCODE = '23514'; END $$;
                        CREATE TRIGGER refuse BEFORE DELETE ON rooms FOR EACH ROW
                            WHEN (OLD.id = '%s') EXECUTE FUNCTION refuse()
                        """
                                .formatted(stuck.id()))
                .update();
        try {
            assertThat(post("/api/cleanup/manual").body())
                    .contains(
                            "\"message\":\"Manual cleanup completed. 1 room could not be deleted;"
                                    + " the log says why\",\"cleaned\":1,\"total\":2");
        } finally {
            sql.sql("DROP TRIGGER refuse ON rooms; DROP FUNCTION refuse()").update();
        }
        assertThat(roomIds()).containsExactly(stuck.id());
        assertThat(sql.sql("SELECT count(*) FROM publish_keys").query(Long.class).single())
                .as("of the room that stays")
                .isOne();
        assertThat(status().get("cleanup").get("lastError").textValue())
                .startsWith("1 room could not be deleted");
        assertThat(output)
                .contains(
                        "room.cleanup-failed stream=" + stuck.stream(),
                        "The database refused a statement (SQLSTATE 23514)")
                .doesNotContain(stuck.key());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELEKT stream_id FROM rooms                      | The query is wrong: ERROR: syntax error at or near "SELEKT" Position: 1
                    SELECT r.nothing FROM rooms r                    | The query is wrong: ERROR: column r.nothing does not exist Position: 8
                    SELECT stream_id FROM rooms WHERE name = :?name  | The query uses :?name; it may use :?cutoff, :?after and :?limit
                    SELECT id FROM rooms                             | The query has to give a column stream_id with the ids of streams
                    SELECT id AS stream_id FROM rooms                | The query has to give a column stream_id with the ids of streams
                    DELETE FROM rooms RETURNING stream_id            | The query is wrong: ERROR: cannot execute DELETE in a read-only transaction
                    SET lock_timeout = 0                             | The query gives no rows: it has to be a SELECT
                    SELECT stream_id FROM rooms WHERE stream_key::int = 1 | The database refused a statement (SQLSTATE 22P02)
                    """)
    void tellsWhatIsWrongWithAnOperatorsQuery(String query, String reason, CapturedOutput output)
            throws Exception {
        Stored old = room("rtmp", "25 hours");
        queryIs(query);
        try {
            HttpResponse<String> answer = post("/api/cleanup/manual");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(json(answer.body()))
                    .isEqualTo(
                            new JsonMapper()
                                    .valueToTree(
                                            Map.of(
                                                    "error",
                                                    "Internal server error",
                                                    "details",
                                                    reason)));
        } finally {
            queryAsShipped();
        }
        JsonNode cleanup = status().get("cleanup");
        assertThat(cleanup.get("lastError").textValue()).isEqualTo(reason);
        assertThat(cleanup.get("lastSuccess").isNull()).isTrue();
        assertThat(cleanup.get("running").booleanValue()).isFalse();
        assertThat(roomIds()).containsExactly(old.id());
        assertThat(output.getOut().lines().filter(line -> line.contains("cleanup")))
                .singleElement()
                .asString()
                .contains("rooms.cleanup-failed", reason)
                .doesNotContain(old.key());

        post("/api/cleanup/manual");
        assertThat(status().get("cleanup").get("lastError").isNull()).as("mended").isTrue();
        assertThat(roomIds()).isEmpty();
    }

    @Test
    void deletesNothingElseWhateverTheQueryFinds() throws Exception {
        Stored old = room("rtmp", "25 hours");
        Stored young = room("rtmp", "1 minute");
        Stored live = onAir(room("rtmp", "25 hours"), "open");
        long other = stream("live-service", "25 hours");
        queryIs("SELECT id AS stream_id FROM streams UNION ALL SELECT 999999999");
        try {
            assertThat(post("/api/cleanup/manual").body())
                    .contains(
                            "\"message\":\"Manual cleanup completed. The query found 1 room younger"
                                    + " than ROOM_MAX_AGE, which stayed: correct"
                                    + " routes/schedules/room-cleanup.camel.yaml\",\"cleaned\":1,");
        } finally {
            queryAsShipped();
        }
        assertThat(roomIds())
                .containsExactlyInAnyOrder(young.id(), live.id())
                .doesNotContain(old.id());
        assertThat(
                        sql.sql("SELECT deleted_at IS NULL FROM streams WHERE id = :id")
                                .param("id", other)
                                .query(Boolean.class)
                                .single())
                .isTrue();
        assertThat(status().get("cleanup").get("lastError").textValue())
                .startsWith("The query found 1 room younger");
    }

    @Test
    void endsAlsoWhenTheQueryFindsTheSameRoomsAgainAndAgain() throws Exception {
        rooms(250, "25 hours");
        Stored live = onAir(room("rtmp", "25 hours"), "open");
        queryIs("SELECT stream_id FROM rooms ORDER BY stream_id DESC LIMIT 120");
        try {
            assertThat(post("/api/cleanup/manual").body()).contains("\"cleaned\":250,");
        } finally {
            queryAsShipped();
        }
        assertThat(roomIds()).containsExactly(live.id());
    }

    @Test
    void takesNothingOfARequestForTheQuery() {
        Stored young = room("rtmp", "1 hour");
        room("rtmp", "25 hours");

        HttpResponse<String> answer =
                post(
                        "/api/cleanup/manual?cutoff=2999-01-01&after=9&limit=0&stream_id=1",
                        "CamelJdbcParameters",
                        "{}",
                        "CamelJdbcRetrieveGeneratedKeys",
                        "true",
                        "cutoff",
                        "2999-01-01T00:00:00Z",
                        "limit",
                        "0");

        assertThat(json(answer.body()).get("cleaned").intValue()).isOne();
        assertThat(roomIds()).containsExactly(young.id());
    }

    @Test
    void limitsHowOftenAnAddressCallsForIt() {
        for (int call = 0; call < 6; call++) {
            assertThat(post("/api/cleanup/manual").statusCode()).isEqualTo(200);
        }

        HttpResponse<String> answer = post("/api/cleanup/manual");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"Too many clean-ups from this address; try again later\"}");
        assertThat(Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1L, 600L);
    }

    @Test
    void knowsNoOtherMethods() {
        assertThat(get("/api/cleanup/manual").statusCode()).isEqualTo(405);
        assertThat(post("/api/cleanup/status").statusCode()).isEqualTo(405);
        assertThat(get("/api/cleanup").statusCode()).isEqualTo(404);
    }

    @Test
    void runsByTheClockAsItsFileSays(@TempDir Path own) {
        try (ConfigurableApplicationContext other =
                RoomsApplication.start(
                        own, (file, text) -> text.replace("0 0/15 * * * ?", "0/1 * * ? * *"))) {
            JdbcClient database = other.getBean(JdbcClient.class);
            Stored old = insert(database, "rtmp", "25 hours");

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    database.sql("SELECT count(*) FROM rooms")
                                                    .query(Long.class)
                                                    .single()
                                            == 0);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    send(
                                                                    other,
                                                                    HttpRequest.newBuilder().GET(),
                                                                    "/api/cleanup/status")
                                                            .body())
                                            .contains(
                                                    "\"intervalMinutes\":1,",
                                                    "\"cron\":\"0/1 * * ? * *\"",
                                                    "\"manual\":false,\"cleanedCount\":1,\"cleanedRooms\":["
                                                            + old.named()));
        }
    }

    private record Stored(long stream, String id, String key) {
        String named() {
            return "{\"id\":\"" + id + "\",\"name\":\"the room\"}";
        }
    }

    private Stored room(String type, String age) {
        return insert(sql, type, age);
    }

    private void rooms(int number, String age) {
        for (int each = 0; each < number; each++) {
            room("rtmp", age);
        }
    }

    private long stream(String surface, String age) {
        return insertStream(sql, surface, age);
    }

    private static long insertStream(JdbcClient database, String surface, String age) {
        return database.sql(
                        """
                        INSERT INTO streams (surface, title, created_at)
                        VALUES (:surface, 'the room', now() - CAST(:age AS interval)) RETURNING id
                        """)
                .param("surface", surface)
                .param("age", age)
                .query(Long.class)
                .single();
    }

    private static Stored insert(JdbcClient database, String type, String age) {
        long stream = insertStream(database, "pixelcast", age);
        return database.sql(
                        """
                        WITH key AS (
                            INSERT INTO publish_keys (stream_id, kind, value)
                            VALUES (:stream, 'name', gen_random_uuid()) RETURNING value)
                        INSERT INTO rooms (id, name, stream_key, room_type, room_url, created_at, stream_id)
                        SELECT gen_random_uuid(), 'the room', value, :type, '/room/' || value,
                            now() - CAST(:age AS interval), :stream
                        FROM key
                        RETURNING stream_id, id, stream_key
                        """)
                .param("stream", stream)
                .param("type", type)
                .param("age", age)
                .query(
                        (row, number) ->
                                new Stored(row.getLong(1), row.getString(2), row.getString(3)))
                .single();
    }

    private Stored onAir(Stored room, String state) {
        sql.sql(
                        """
                        INSERT INTO live_sessions (stream_id, publication, state, source, boot, client, path,
                            protocol, digest, started_at, suspect_since, ended_at, broadcast_id, broadcast_started_at)
                        VALUES (:stream, '', :state, 'srs', 'boot', 'client', 'path', 'rtmp', 'digest', now(),
                            CASE WHEN :state = 'suspect' THEN now() END,
                            CASE WHEN :state = 'ended' THEN now() ELSE 'infinity' END, 1, now())
                        """)
                .param("stream", room.stream())
                .param("state", state)
                .update();
        return room;
    }

    private List<String> roomIds() {
        return sql.sql("SELECT id FROM rooms").query(String.class).list();
    }

    @SuppressWarnings("unchecked")
    private static List<NewEvent> happened() {
        return (List<NewEvent>) context.getBean("happened", List.class);
    }

    /** An operator changes the query; live, so that not every case needs a start. */
    private static void queryIs(String query) throws Exception {
        String text = Files.readString(Path.of("routes").resolve(FILE));
        int begin = text.indexOf("SELECT r.stream_id");
        int end = text.indexOf("LIMIT :?limit") + "LIMIT :?limit".length();
        assertThat(text).contains(CLAUSES.strip().split("\n")[0].strip());
        load(text.substring(0, begin) + query + text.substring(end));
    }

    private static void queryAsShipped() throws Exception {
        load(Files.readString(Path.of("routes").resolve(FILE)));
    }

    private static void load(String text) throws Exception {
        int begin = text.indexOf("- route:\n    id: room-cleanup\n");
        int end = text.indexOf("- routeConfiguration:");
        CamelContext camel = context.getBean(CamelContext.class);
        PluginHelper.getRoutesLoader(camel)
                .updateRoutes(
                        ResourceHelper.fromString(
                                "room-cleanup.camel.yaml", text.substring(begin, end)));
    }

    private JsonNode status() {
        HttpResponse<String> answer = get("/api/cleanup/status");
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer.body());
    }

    private HttpResponse<String> get(String path) {
        return send(context, HttpRequest.newBuilder().GET(), path);
    }

    private HttpResponse<String> post(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder().POST(BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(context, request, path);
    }

    private HttpResponse<String> send(
            ConfigurableApplicationContext application, HttpRequest.Builder request, String path) {
        try {
            return http.send(
                    request.uri(URI.create(RoomsApplication.url(application, path)))
                            .header("X-Real-IP", address)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
