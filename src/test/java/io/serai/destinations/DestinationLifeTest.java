package io.serai.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.audit.AuditRows;
import io.serai.destinations.DestinationsSite.Reply;
import io.serai.restream.FakeFfmpeg;
import io.serai.streams.PublicName;
import io.serai.testing.ServerSentEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * What owners see and do while their streams are on air: nginx-rtmp, which renames streams, and
 * ffmpeg are played by the test.
 */
@ExtendWith(OutputCaptureExtension.class)
class DestinationLifeTest {
    private static final String ROOT = "/api/v1/stream-destinations/";
    private static final String EVENTS = "/api/v1/stream-destination-events";
    private static final AtomicInteger CLIENTS = new AtomicInteger(100);

    private static DestinationsSite site;
    private static FakeFfmpeg ffmpeg;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        ffmpeg = new FakeFfmpeg(Files.createDirectory(directory.resolve("ffmpeg")));
        site =
                new DestinationsSite(
                        directory,
                        "serai.hooks.rename-streams=true",
                        "serai.web.sse.refresh=500ms",
                        "serai.restream.process.program=" + ffmpeg.program());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    /** Somebody's stream on air. */
    private record OnAir(long owner, Reply stream, int client) {
        static OnAir publish() {
            long owner = site.user();
            return publish(owner, site.stream(owner));
        }

        static OnAir publish(long owner, Reply stream) {
            OnAir onAir = new OnAir(owner, stream, CLIENTS.incrementAndGet());
            Reply answer = site.nginx("activate", onAir.form("publish"));
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.http().headers().firstValue("Location")).contains(onAir.publicName());
            return onAir;
        }

        String key() {
            return stream.text("/key");
        }

        String publicName() {
            return PublicName.of(key());
        }

        String form(String call) {
            return "app=live&clientid=%d&call=%s&name=%s&timestamp=5000"
                    .formatted(client, call, key());
        }

        Reply sign() {
            return site.nginx("status", form("update_publish"));
        }

        long destination(String key, String target) {
            return site.destination(owner, stream.id(), key, target).id();
        }

        JsonNode status(long destination) {
            return site.get(ROOT + destination + "/status", owner).json();
        }

        String state(long destination) {
            return status(destination).path("state").asText();
        }
    }

    @Test
    void tellsWhatIsDoneAboutADestinationFromTheFirstMomentToTheLast() {
        OnAir air = OnAir.publish();
        long destination = air.destination("k", DestinationsSite.TARGET);

        await().until(() -> air.state(destination).equals("running"));

        JsonNode status = air.status(destination);
        assertThat(status.get("bitrate").asDouble()).isEqualTo(300.5);
        assertThat(status.get("fps").asDouble()).isEqualTo(25);
        assertThat(status.get("uptime").asDouble()).isNotNegative();
        assertThat(status.get("since").isTextual()).isTrue();
        assertThat(status.get("lastError").isNull()).isTrue();
        assertThat(air.sign().body())
                .isEqualTo(
                        "{\"status\":\"OK\",\"streamKey\":\"%s\",\"isLive\":true,\"hasMulticast\":true}"
                                .formatted(air.key()));
        assertThat(health("activeStreams")).isPositive();
        assertThat(health("activeProcesses")).isPositive();
        assertThat(site.get("/api/v1/streams", air.owner()).json().at("/0/isLive").asBoolean())
                .isTrue();

        assertThat(site.nginx("deactivate", air.form("publish_done")).status()).isEqualTo(200);

        await().until(() -> air.state(destination).equals("stopped"));
        await().until(
                        () ->
                                site.get(ROOT + destination + "/runs", air.owner())
                                        .json()
                                        .at("/runs/0/endedAt")
                                        .isTextual());
        JsonNode runs = site.get(ROOT + destination + "/runs?limit=1", air.owner()).json();
        assertThat(runs.get("runs")).hasSize(1);
        assertThat(runs.at("/runs/0/error").isNull()).isTrue();
        assertThat(runs.get("next").isNull()).isTrue();
    }

    @Test
    void followsEachChangeWhileOnAirForThatDestinationAlone() {
        OnAir air = OnAir.publish();
        long first = air.destination("first-key", DestinationsSite.TARGET);
        await().until(() -> air.state(first).equals("running"));
        String since = air.status(first).get("since").asText();

        long second = air.destination("second-key", DestinationsSite.TARGET);
        await().until(() -> air.state(second).equals("running"));
        int starts = ffmpeg.starts();
        site.put(ROOT + second, air.owner(), "{\"streamKey\":\"third-key\"}");
        await().until(() -> ffmpeg.notes("preset").stream().anyMatch(p -> p.contains("third-key")));
        await().until(() -> air.state(second).equals("running"));
        site.put(ROOT + second, air.owner(), "{\"enabled\":false}");
        await().until(() -> air.state(second).equals("stopped"));
        site.put(ROOT + second, air.owner(), "{\"enabled\":true}");
        await().until(() -> air.state(second).equals("running"));
        site.delete(ROOT + second, air.owner());
        await().until(() -> ended(second));

        assertThat(ffmpeg.starts()).isEqualTo(starts + 2);
        assertThat(air.state(first)).isEqualTo("running");
        assertThat(air.status(first).get("since").asText()).as("untouched").isEqualTo(since);
    }

    @Test
    void stopsAllWhenTheStreamIsDeletedAndTurnsThePublisherAway() {
        OnAir air = OnAir.publish();
        long destination = air.destination("k", DestinationsSite.TARGET);
        await().until(() -> air.state(destination).equals("running"));

        assertThat(site.delete("/api/v1/streams/" + air.stream().id(), air.owner()).status())
                .isEqualTo(200);

        await().until(() -> ended(destination));
        assertThat(air.sign().body()).isEqualTo("{\"error\":\"Stream not found\"}");
        assertThat(air.sign().status()).isEqualTo(404);
    }

    @Test
    void takesAStreamOffAirWhenItsOwnerClosesIt() {
        OnAir air = OnAir.publish();
        long destination = air.destination("k", DestinationsSite.TARGET);
        await().until(() -> air.state(destination).equals("running"));

        Reply closed =
                site.post("/api/v1/streams/close", air.owner(), "{\"name\":\"" + air.key() + "\"}");

        assertThat(closed.status()).isEqualTo(200);
        assertThat(closed.json().get("isLive").asBoolean()).isFalse();
        await().until(() -> air.state(destination).equals("stopped"));
        assertThat(site.post("/api/v1/streams/close", air.owner(), "{\"name\":\"x\"}").body())
                .isEqualTo(
                        "{\"error\":\"Invalid Stream Key\",\"message\":\"Invalid Stream Key\","
                                + "\"details\":[]}");
        assertThat(site.post("/api/v1/streams/close", air.owner(), "{}").status()).isEqualTo(400);
    }

    @Test
    void countsViewersOfARenamedStreamAndKnowsThemAgain() {
        OnAir air = OnAir.publish();
        String viewer = "app=live&clientid=9%s&call=%s&name=" + air.publicName();

        assertThat(site.nginx("play", viewer.formatted("1", "play")).status()).isEqualTo(200);
        assertThat(site.nginx("status", viewer.formatted("1", "update_play")).status())
                .isEqualTo(200);

        assertThat(viewers(air)).isEqualTo(1);
        assertThat(site.nginx("play-done", viewer.formatted("1", "play_done")).status())
                .isEqualTo(200);
        assertThat(viewers(air)).isZero();
        assertThat(
                        site.nginx(
                                        "activate",
                                        "app=live&clientid=7&call=publish&name=" + air.publicName())
                                .status())
                .as("who knows only the public name may not publish")
                .isEqualTo(403);
    }

    @Test
    void showsNoKeyAnywhere(CapturedOutput output) {
        String planted = "live_planted0123456789";
        OnAir air = OnAir.publish();
        try (ServerSentEvents events =
                new ServerSentEvents(
                        site.address(EVENTS),
                        "X-User-ID",
                        Long.toString(air.owner()),
                        "X-Real-IP",
                        "192.0.2.1")) {
            long running = air.destination(planted + "a", DestinationsSite.TARGET);
            long refused = air.destination(planted + "b", "rtmp://8.8.8.8/refused");
            await().until(() -> air.state(running).equals("running"));
            await().until(
                            () ->
                                    air.status(refused)
                                            .at("/lastError/kind")
                                            .asText()
                                            .equals("key-refused"));
            assertThat(site.get(ROOT + refused + "/log", air.owner()).json().get("lines"))
                    .isNotEmpty();
            await().until(
                            () ->
                                    events.messages().stream()
                                            .anyMatch(m -> m.toString().contains("\"running\"")));
            site.put(ROOT + running, air.owner(), "{\"streamKey\":\"" + planted + "d\"}");
            site.put(ROOT + running, air.owner(), "{\"streamKey\":\"" + planted + " e\"}");
            site.nginx("deactivate", air.form("publish_done"));
            await().until(() -> air.state(running).equals("stopped"));

            assertThat(events.messages().toString()).doesNotContain(planted, air.key());
        }

        assertThat(ffmpeg.notes("preset").toString()).as("it got them").contains(planted);
        assertThat(ffmpeg.notes("arguments").toString())
                .contains(air.publicName())
                .doesNotContain(planted, air.key());
        assertThat(ffmpeg.notes("environment").toString()).doesNotContain(planted, air.key());
        assertThat(output.getAll()).doesNotContain(planted, air.key());
        assertThat(AuditRows.of(site.database()).toString()).doesNotContain(planted, air.key());
        assertThat(site.answers().toString()).doesNotContain(planted);
        assertThat(site.answers())
                .filteredOn(answer -> answer.contains(air.key()))
                .as("who publishes, and the owner")
                .allMatch(
                        answer ->
                                answer.contains("/api/v1/streams ")
                                        || answer.contains("/api/v1/stream-update/"));
        assertThat(database()).noneMatch(row -> row.contains(planted));
        assertThat(rows("stream_events")).noneMatch(row -> row.contains(air.key()));
    }

    private static boolean ended(long destination) {
        return rows("restreams").stream()
                .anyMatch(
                        row ->
                                row.startsWith("(" + destination + ",")
                                        && row.contains(",stopped,"));
    }

    private static int viewers(OnAir air) {
        return site.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM live_viewers WHERE stream_id = ?",
                        Integer.class,
                        air.stream().id());
    }

    private static int health(String count) {
        return site.get("/api/v1/server/healthcheck", 0).json().get(count).asInt();
    }

    /** Every row of every table. */
    private static List<String> database() {
        return site
                .jdbc()
                .queryForList(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", String.class)
                .stream()
                .flatMap(table -> rows(table).stream())
                .toList();
    }

    private static List<String> rows(String table) {
        return site.jdbc().queryForList("SELECT t::text FROM " + table + " t", String.class);
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50));
    }
}
