package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.RealFfmpeg;
import io.serai.testing.SeraiProcess;
import io.serai.testing.ShippedNginx;
import io.serai.testing.TestPostgres;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** The {@code nginx-rtmp/nginx.conf} that operators run, with a real nginx and real publishers. */
class ShippedNginxIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    /** Longer than the interval of the shipped file. */
    private static final Duration AN_UPDATE = Duration.ofSeconds(80);

    @TempDir Path directory;
    @TempDir Path nginxDirectory;

    private JdbcTemplate database;
    private SeraiProcess serai;
    private ShippedNginx nginx;

    @BeforeEach
    void prepare() {
        DataSource fresh = TestPostgres.freshDatabase();
        database = new JdbcTemplate(fresh);
        serai = SeraiProcess.in(directory);
        nginx = ShippedNginx.in(nginxDirectory, serai.uri("/"));
        serai.with("DATABASE_URL", TestPostgres.url(fresh))
                .with("ROOM_UNPUBLISH_GRACE", "10m")
                .with("SUSPECT_GRACE", "2s")
                .with("NGINX_RTMP_STAT_URL", nginx.stat().toString());
    }

    @AfterEach
    void stop() {
        nginx.close();
        serai.close();
    }

    @Test
    void onlyPortsAndTheAddressOfSeraiDifferFromTheShippedFile() {
        assertThat(nginx.changedLines())
                .hasSize(9)
                .allMatch(line -> line.matches("(# )?(listen|on_\\w+) .*"));
    }

    @Test
    void aBroadcastIsShownCountedAndServed() throws Exception {
        serai.start();
        nginx.start();
        Room room = room();
        try (RealFfmpeg publisher = publish(room);
                RealFfmpeg viewer = RealFfmpeg.play(nginx.rtmpUrl(room.key()))) {
            await("the viewer is counted").atMost(SOON).until(() -> viewers(room) == 1);
            await("HLS is served")
                    .atMost(SOON)
                    .until(() -> get(nginx.hls(room.key())).body().contains("#EXTINF"));
            String page = get(nginx.stat()).body();
            assertThat(page).contains("href=\"stat.xsl\"", room.key());
            assertThat(asHtml(page)).contains("320x240 H264", room.key());
            assertThat(viewer.running()).isTrue();

            await("its sign of life is taken").atMost(AN_UPDATE).until(() -> acceptedUpdates() > 0);
            assertThat(publisher.running()).isTrue();

            String drop = "/control/drop/publisher?app=live&name=" + room.key();
            assertThat(get(nginx.inside(drop)).body()).isEqualTo("1");
            await("ended").atMost(SOON).until(() -> endedAs(room, "unpublish"));
        }
    }

    /** Of the shipped file only the interval is longer: a start may be slow on a busy machine. */
    @Test
    void aRestartBetweenTwoUpdatesKeepsTheSessionAndRefusesNewPublishersMeanwhile() {
        nginx.replace("notify_update_timeout 30s;", "notify_update_timeout 300s;").start();
        serai.start();
        Room room = room();
        try (RealFfmpeg publisher = publish(room)) {
            String session = newest(room).get("id").asText();
            serai.terminate(Duration.ofSeconds(20));

            try (RealFfmpeg refused = RealFfmpeg.publish(nginx.rtmpUrl("another"))) {
                assertThat(refused.awaitExit(SOON)).isNotZero();
                assertThat(refused.stderrTail()).contains("Input/output error");
            }
            serai.start();

            await("the reconciler finds it where it was")
                    .during(Duration.ofSeconds(5))
                    .atMost(SOON)
                    .until(() -> newest(room).path("state").asText().equals("open"));
            assertThat(newest(room).get("id").asText()).isEqualTo(session);
            assertThat(publisher.running()).isTrue();
            assertThat(serai.eventTypes(room.stream()))
                    .containsExactly("room.created", "stream.live");
        }
        await("ended").atMost(SOON).until(() -> endedAs(room, "unpublish"));
    }

    /** Of the shipped file only the interval is shorter: nobody has to wait half a minute. */
    @Test
    void anOutageLongerThanTheIntervalEndsTheBroadcastAndTheReconcilerSaysSo() {
        nginx.replace("notify_update_timeout 30s;", "notify_update_timeout 2s;").start();
        serai.with("SERAI_LIVE_MEDIASERVERS_0_KIND", "nginx-rtmp")
                .with("SERAI_LIVE_MEDIASERVERS_0_NAME", "nginx-rtmp")
                .with("SERAI_LIVE_MEDIASERVERS_0_API", nginx.stat().toString())
                .with("SERAI_LIVE_MEDIASERVERS_0_UPDATEINTERVAL", "2s")
                .start();
        Room room = room();
        try (RealFfmpeg publisher = publish(room)) {
            serai.terminate(Duration.ofSeconds(20));
            assertThat(publisher.awaitExit(SOON)).as("dropped by nginx").isNotZero();
        }
        serai.start();

        await("the reconciler misses it").atMost(SOON).until(() -> endedAs(room, "lost"));
        assertThat(serai.eventTypes(room.stream()))
                .containsExactly("room.created", "stream.live", "stream.ended");
        assertThat(newestEvent(room).get("detail").get("reason").asText()).isEqualTo("lost");
    }

    @Test
    void aPublisherThatSendsNothingIsDroppedAndTheNextOneIsLetIn() {
        serai.start();
        nginx.start();
        Room room = room();
        try (RealFfmpeg stalled = publish(room)) {
            stalled.freeze();
            await("dropped").atMost(SOON).until(() -> endedAs(room, "unpublish"));
            assertThat(nginx.log()).contains("live: drop idle publisher");
            try (RealFfmpeg next = publish(room)) {
                assertThat(next.running()).isTrue();
            }
        }
    }

    private record Room(String key, long stream) {}

    private Room room() {
        String key = serai.createRoom("rtmp").get("streamKey").asText();
        Long stream =
                database.queryForObject(
                        "SELECT stream_id FROM rooms WHERE stream_key = ?", Long.class, key);
        return new Room(key, stream);
    }

    private RealFfmpeg publish(Room room) {
        RealFfmpeg publisher = RealFfmpeg.publish(nginx.rtmpUrl(room.key()));
        await("on air")
                .atMost(SOON)
                .until(() -> newest(room).path("state").asText().equals("open"));
        await("media arrives")
                .atMost(SOON)
                .until(() -> get(nginx.stat()).body().contains("<codec>H264</codec>"));
        return publisher;
    }

    private JsonNode newest(Room room) {
        return serai.newestSession(room.stream());
    }

    private boolean endedAs(Room room, String reason) {
        return newest(room).path("reason").asText().equals(reason);
    }

    private JsonNode newestEvent(Room room) {
        return serai.admin("/api/admin/events?stream=" + room.stream()).get("events").get(0);
    }

    private int viewers(Room room) {
        return database.queryForObject(
                "SELECT count(*)::int FROM live_viewers WHERE stream_id = ?",
                Integer.class,
                room.stream());
    }

    private double acceptedUpdates() {
        return serai.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("serai_hooks_seconds_count{"))
                .filter(line -> line.contains("event=\"status\",outcome=\"accepted\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private HttpResponse<String> get(URI address) {
        return serai.send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).GET().build());
    }

    private static String asHtml(String page) throws Exception {
        StringWriter html = new StringWriter();
        TransformerFactory.newDefaultInstance()
                .newTransformer(new StreamSource(Path.of("nginx-rtmp/stat.xsl").toFile()))
                .transform(new StreamSource(new StringReader(page)), new StreamResult(html));
        return html.toString();
    }
}
