package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.audit.AuditRows;
import io.serai.events.NewEvent;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The clean-up as its route files have it, through HTTP and by the clock, on a real database. */
class RoomCleanupRoutesTest {
    private static ConfigurableApplicationContext context;

    private CleanupSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        context =
                RoomsApplication.start(
                        directory,
                        "serai.web.trusted-proxies=127.0.0.1",
                        "serai.rooms.manual-cleanup-limit.period=1h",
                        "serai.rooms.longest-manual-cleanup=10m");
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
    void deletesOldRoomsThatAreNotOnAir() {
        CleanupSite.Stored rtmp = site.room("rtmp", "25 hours");
        CleanupSite.Stored webrtc = site.room("webrtc", "24 hours 1 minute");
        CleanupSite.Stored young = site.room("rtmp", "23 hours 59 minutes");
        CleanupSite.Stored live = site.onAir(site.room("rtmp", "3 days"), "open");
        CleanupSite.Stored suspect = site.onAir(site.room("webrtc", "3 days"), "suspect");
        CleanupSite.Stored ended = site.onAir(site.room("rtmp", "3 days"), "ended");

        HttpResponse<String> answer = site.post("/api/cleanup/manual");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        """
                        {"success":true,"message":"Manual cleanup completed","cleaned":3,"total":6,\
                        "remaining":3,"cleanedCount":3,"remainingRooms":3,"cleanedRooms":[%s,%s,%s],\
                        "complete":true}\
                        """
                                .formatted(rtmp.named(), webrtc.named(), ended.named()));
        assertThat(site.roomIds()).containsExactlyInAnyOrder(young.id(), live.id(), suspect.id());
        assertThat(
                        site.sql()
                                .sql("SELECT DISTINCT stream_id FROM publish_keys")
                                .query(Long.class)
                                .list())
                .containsExactlyInAnyOrder(young.stream(), live.stream(), suspect.stream());
        assertThat(site.happened())
                .extracting(NewEvent::type, event -> event.detail().get("reason"))
                .containsOnly(tuple("room.deleted", "too-old"))
                .hasSize(3);
        assertThat(AuditRows.of(context.getBean(DataSource.class)))
                .as("whoever called for it")
                .allMatch(row -> row.startsWith("nobody 192.0.2."))
                .allMatch(row -> row.contains(" pixelcast room-cleanup-manual-post "))
                .extracting(row -> row.replaceFirst(".*-post ", "").strip())
                .containsExactly(
                        "cleanup.run cleanup/" + newestRun(),
                        "room.deleted room/" + rtmp.id(),
                        "room.deleted room/" + webrtc.id(),
                        "room.deleted room/" + ended.id());
    }

    private long newestRun() {
        return site.sql().sql("SELECT max(id) FROM room_cleanups").query(Long.class).single();
    }

    @Test
    void tellsWhenItRunsAndWhatItHasDone() {
        JsonNode before = site.status();
        assertThat(before.get("currentRoomCount").intValue()).isZero();
        assertThat(before.get("rooms")).isEmpty();
        for (String key : List.of("lastRun", "lastSuccess", "lastError", "lastCleaned")) {
            assertThat(before.get("cleanup").get(key).isNull()).as(key).isTrue();
        }
        CleanupSite.Stored old = site.room("rtmp", "25 hours");
        CleanupSite.Stored young = site.room("webrtc", "100 minutes");
        site.post("/api/cleanup/manual");
        site.post("/api/cleanup/manual");

        String text = site.get("/api/cleanup/status").body();
        JsonNode cleanup = CleanupSite.json(text).get("cleanup");
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
        CleanupSite.Stored busy = site.onAir(site.room("rtmp", "25 hours"), "open");
        site.rooms(3 * RoomCleanup.MOST_AT_ONCE + 7, "25 hours");

        JsonNode answer = CleanupSite.json(site.post("/api/cleanup/manual").body());

        assertThat(answer.get("cleaned").intValue()).isEqualTo(3 * RoomCleanup.MOST_AT_ONCE + 7);
        assertThat(answer.get("remaining").intValue()).isEqualTo(1);
        assertThat(answer.get("cleanedRooms")).hasSize(3 * RoomCleanup.MOST_AT_ONCE + 7);
        assertThat(site.roomIds()).containsExactly(busy.id());
    }

    @Test
    void deletesEachRoomOnceWhenRunsOverlap() {
        site.rooms(150, "25 hours");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<JsonNode>> answers =
                    List.of(1, 2, 3).stream()
                            .map(
                                    caller ->
                                            CompletableFuture.supplyAsync(
                                                    () ->
                                                            CleanupSite.json(
                                                                    site.post("/api/cleanup/manual")
                                                                            .body()),
                                                    callers))
                            .toList();

            assertThat(answers.stream().mapToInt(each -> each.join().get("cleaned").intValue()))
                    .satisfies(
                            counts ->
                                    assertThat(counts.stream().mapToInt(n -> n).sum())
                                            .isEqualTo(150));
        }
        assertThat(site.roomIds()).isEmpty();
        assertThat(site.happened()).hasSize(150);
        assertThat(site.status().get("cleanup").get("lastError").isNull()).isTrue();
    }

    @Test
    void limitsHowOftenAnAddressCallsForIt() {
        for (int call = 0; call < 6; call++) {
            assertThat(site.post("/api/cleanup/manual").statusCode()).isEqualTo(200);
        }

        HttpResponse<String> answer = site.post("/api/cleanup/manual");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"Too many clean-ups from this address; try again later\"}");
        assertThat(Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1L, 600L);
    }

    @Test
    void tellsThatNothingIsPlannedWhileTheScheduleIsStopped() throws Exception {
        RouteController routes = context.getBean(CamelContext.class).getRouteController();
        routes.stopRoute("room-cleanup-schedule");
        try {
            assertThat(site.get("/api/cleanup/status").body())
                    .contains("\"intervalMinutes\":null", "\"cron\":null,\"nextRun\":null");
        } finally {
            routes.startRoute("room-cleanup-schedule");
        }
        assertThat(site.get("/api/cleanup/status").body()).contains("\"intervalMinutes\":15,");
    }

    @Test
    void knowsNoOtherMethods() {
        assertThat(site.get("/api/cleanup/manual").statusCode()).isEqualTo(405);
        assertThat(site.post("/api/cleanup/status").statusCode()).isEqualTo(405);
        assertThat(site.get("/api/cleanup").statusCode()).isEqualTo(404);
    }

    @Test
    void runsByTheClockAsItsFileSays(@TempDir Path own) {
        try (ConfigurableApplicationContext other =
                RoomsApplication.start(
                        own, (file, text) -> text.replace("0 0/15 * * * ?", "0/1 * * ? * *"))) {
            CleanupSite running = CleanupSite.emptied(other);
            CleanupSite.Stored old = running.room("rtmp", "25 hours");

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () ->
                                    assertThat(running.get("/api/cleanup/status").body())
                                            .contains(
                                                    "\"intervalMinutes\":1,",
                                                    "\"cron\":\"0/1 * * ? * *\"",
                                                    "\"manual\":false,\"cleanedCount\":1,"
                                                            + "\"cleanedRooms\":["
                                                            + old.named()));
            assertThat(running.roomIds()).isEmpty();
        }
    }
}
