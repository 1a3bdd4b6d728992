package io.serai.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.audit.AuditRows;
import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.streams.KeyKind;
import io.serai.streams.NewStream;
import io.serai.streams.NewStream.Key;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** PixelCast's browsers neither see nor end the streams of other surfaces. */
class OtherSurfacesTest {
    private static ScriptedSrs srs;
    private static ConfigurableApplicationContext context;
    private static Browser browser;
    private static String broadcast;
    private static StreamId room;
    private static StreamId webrtcRoom;

    @BeforeAll
    static void start(@TempDir Path directory) {
        srs = ScriptedSrs.start();
        context = MediaApplication.start(directory, List.of(srs));
        browser = new Browser(context);
        room = create(Surface.PIXELCAST, new Key(KeyKind.NAME, "room-key"));
        webrtcRoom = create(Surface.PIXELCAST, new Key(KeyKind.APP, "webrtc-room-key"));
        create(Surface.STREAMHELPER, new Key(KeyKind.NAME, "input-key"));
        create(Surface.STREAMIT, new Key(KeyKind.APP, "app-key"));
        create(Surface.STREAMIT, new Key(KeyKind.INGRESS, "ingress-key"));
        broadcast = create(Surface.LIVE_SERVICE, new Key(KeyKind.TOKEN, "token-key")).toString();
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
        srs.close();
    }

    @BeforeEach
    void publish() {
        context.getBean(TestClock.class).pass(Duration.ofSeconds(2));
        srs.publish("/live/room-key", "ours-1");
        srs.publish("/webrtc-room-key/ann-1", "ours-2");
        srs.publish("/live/nobodys", "ours-3");
        srs.publish("/live/999999", "ours-4");
        srs.publish("/live/input-key", "theirs-1");
        srs.publish("/input-key/typed-wrongly", "theirs-2");
        srs.publish("/app-key/some-name", "theirs-3");
        srs.publish("/live/" + broadcast, "theirs-4");
        srs.publish("/live/token-key", "theirs-5");
        srs.publish("other.host/ingress-key/x", "theirs-6");
        srs.publish("/webrtc-room-key/input-key", "theirs-7");
    }

    @AfterEach
    void end() {
        srs.restart();
    }

    @Test
    void areNotListed() {
        assertThat(browser.json("/streams").findValuesAsText("cid"))
                .containsExactlyInAnyOrder("ours-1", "ours-2", "ours-3", "ours-4");
    }

    @Test
    void areNotMonitored() {
        JsonNode monitor = browser.json("/monitor?app=live&roomName=input-key");

        assertThat(monitor.has("streamInfo")).isFalse();
        assertThat(monitor.path("streamCount").asInt()).isEqualTo(4);
        assertThat(monitor.path("totalClients").asInt()).isEqualTo(4);
    }

    @Test
    void areNotStoppedByNameIdOrClient() {
        for (String name :
                List.of(
                        "input-key",
                        "typed-wrongly",
                        "some-name",
                        broadcast,
                        "token-key",
                        "x",
                        "theirs-1",
                        "theirs-4")) {
            assertThat(browser.post("/streams/stop?stream=" + name).statusCode()).isEqualTo(200);
        }
        assertThat(srs.kicked()).isEmpty();

        browser.post("/streams/stop?stream=room-key");
        browser.post("/streams/stop?stream=ours-2");
        browser.post("/streams/stop?stream=nobodys");
        assertThat(srs.kicked()).containsExactly("ours-1", "ours-2", "ours-3");
        String who = "nobody 127.0.0.1 pixelcast media-stop-post stream.stopped ";
        assertThat(AuditRows.of(context.getBean(DataSource.class)))
                .as("never under a key")
                .containsExactly(
                        who + "stream/" + room + " ",
                        who + "stream/" + webrtcRoom + " ",
                        who + "publisher/srs-0/ours-3 ");
    }

    @Test
    void areSeenAgainAsNobodysOnceTheirKeysAreRevoked() {
        StreamId retired = create(Surface.STREAMHELPER, new Key(KeyKind.NAME, "old-key"));
        srs.publish("/live/old-key", "theirs-8");
        assertThat(browser.json("/streams").findValuesAsText("cid")).doesNotContain("theirs-8");

        retire(retired);
        context.getBean(TestClock.class).pass(Duration.ofSeconds(2));
        assertThat(browser.json("/streams").findValuesAsText("cid")).contains("theirs-8");
    }

    private static void retire(StreamId stream) {
        SqlBatch batch = new SqlBatch();
        context.getBean(StreamCatalogue.class).retire(stream, batch);
        batch.run(context.getBean(JdbcTemplate.class));
    }

    private static StreamId create(Surface surface, Key key) {
        return context.getBean(StreamCatalogue.class)
                .create(new NewStream(surface, "title", OptionalLong.empty(), false, List.of(key)));
    }
}
