package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
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

/** What an operator, or the database, may do to the query of the clean-up. */
@ExtendWith(OutputCaptureExtension.class)
class RoomCleanupQueryTest {
    private static ConfigurableApplicationContext context;

    private CleanupSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
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
        site = CleanupSite.emptied(context);
    }

    @Test
    void letsARoomThatCannotBeDeletedKeepNoOther(CapturedOutput output) {
        CleanupSite.Stored stuck = site.room("rtmp", "26 hours");
        site.room("rtmp", "25 hours");
        site.sql()
                .sql(
                        """
                        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN RAISE 'no %%', OLD.stream_key USING ERRCODE = '23514'; END $$;
                        CREATE TRIGGER refuse BEFORE DELETE ON rooms FOR EACH ROW
                            WHEN (OLD.id = '%s') EXECUTE FUNCTION refuse()
                        """
                                .formatted(stuck.id()))
                .update();
        try {
            assertThat(site.post("/api/cleanup/manual").body())
                    .contains(
                            "\"message\":\"Manual cleanup completed. 1 room could not be deleted;"
                                    + " the log says why\",\"cleaned\":1,\"total\":2");
        } finally {
            site.sql().sql("DROP TRIGGER refuse ON rooms; DROP FUNCTION refuse()").update();
        }
        assertThat(site.roomIds()).containsExactly(stuck.id());
        assertThat(site.sql().sql("SELECT count(*) FROM publish_keys").query(Long.class).single())
                .as("of the room that stays")
                .isOne();
        assertThat(site.status().get("cleanup").get("lastError").textValue())
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
        CleanupSite.Stored old = site.room("rtmp", "25 hours");
        site.queryIs(query);
        try {
            HttpResponse<String> answer = site.post("/api/cleanup/manual");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(CleanupSite.json(answer.body()))
                    .isEqualTo(
                            new JsonMapper()
                                    .valueToTree(
                                            Map.of(
                                                    "error",
                                                    "Internal server error",
                                                    "details",
                                                    reason)));
        } finally {
            site.queryAsShipped();
        }
        JsonNode cleanup = site.status().get("cleanup");
        assertThat(cleanup.get("lastError").textValue()).isEqualTo(reason);
        assertThat(cleanup.get("lastSuccess").isNull()).isTrue();
        assertThat(cleanup.get("running").booleanValue()).isFalse();
        assertThat(site.roomIds()).containsExactly(old.id());
        assertThat(output.getOut().lines().filter(line -> line.contains("cleanup")))
                .singleElement()
                .asString()
                .contains("rooms.cleanup-failed", reason)
                .doesNotContain(old.key());

        site.post("/api/cleanup/manual");
        assertThat(site.status().get("cleanup").get("lastError").isNull()).as("mended").isTrue();
        assertThat(site.roomIds()).isEmpty();
    }

    @Test
    void deletesNothingElseWhateverTheQueryFinds() throws Exception {
        CleanupSite.Stored old = site.room("rtmp", "25 hours");
        CleanupSite.Stored young = site.room("rtmp", "1 minute");
        CleanupSite.Stored live = site.onAir(site.room("rtmp", "25 hours"), "open");
        long other = site.stream("live-service", "25 hours");
        site.queryIs("SELECT id AS stream_id FROM streams UNION ALL SELECT 999999999");
        try {
            assertThat(site.post("/api/cleanup/manual").body())
                    .contains(
                            "\"message\":\"Manual cleanup completed. The query found 1 room younger"
                                    + " than ROOM_MAX_AGE, which stayed: correct"
                                    + " routes/schedules/room-cleanup.camel.yaml\",\"cleaned\":1,");
        } finally {
            site.queryAsShipped();
        }
        assertThat(site.roomIds()).containsExactlyInAnyOrder(young.id(), live.id());
        assertThat(
                        site.sql()
                                .sql("SELECT deleted_at IS NULL FROM streams WHERE id = :id")
                                .param("id", other)
                                .query(Boolean.class)
                                .single())
                .isTrue();
        assertThat(site.status().get("cleanup").get("lastError").textValue())
                .startsWith("The query found 1 room younger");
    }

    @Test
    void endsAlsoWhenTheQueryFindsTheSameRoomsAgainAndAgain() throws Exception {
        site.rooms(250, "25 hours");
        CleanupSite.Stored live = site.onAir(site.room("rtmp", "25 hours"), "open");
        site.queryIs("SELECT stream_id FROM rooms ORDER BY stream_id DESC LIMIT 120");
        try {
            assertThat(site.post("/api/cleanup/manual").body()).contains("\"cleaned\":250,");
        } finally {
            site.queryAsShipped();
        }
        assertThat(site.roomIds()).containsExactly(live.id());
    }

    @Test
    void takesNothingOfARequestForTheQuery() {
        CleanupSite.Stored young = site.room("rtmp", "1 hour");
        site.room("rtmp", "25 hours");

        HttpResponse<String> answer =
                site.post(
                        "/api/cleanup/manual?cutoff=2999-01-01&after=9&limit=0&stream_id=1",
                        "CamelJdbcParameters",
                        "{}",
                        "CamelJdbcRetrieveGeneratedKeys",
                        "true",
                        "cutoff",
                        "2999-01-01T00:00:00Z",
                        "limit",
                        "0");

        assertThat(CleanupSite.json(answer.body()).get("cleaned").intValue()).isOne();
        assertThat(site.roomIds()).containsExactly(young.id());
    }
}
