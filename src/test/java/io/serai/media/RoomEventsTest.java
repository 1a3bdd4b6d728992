package io.serai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.serai.common.StreamId;
import io.serai.events.StreamsChanged;
import io.serai.streams.KeyKind;
import io.serai.streams.NewStream;
import io.serai.streams.NewStream.Key;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.ScriptedSrs.Mode;
import io.serai.testing.ServerSentEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What browsers in a room are told, by SRS's list and by our own sessions. */
class RoomEventsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static ScriptedSrs srs;
    private static ConfigurableApplicationContext context;
    private static StreamId room;
    private static StreamId webrtcRoom;

    @BeforeAll
    static void start(@TempDir Path directory) {
        srs = ScriptedSrs.start();
        context =
                MediaApplication.start(
                        directory,
                        List.of(srs),
                        "serai.media.srs-answers-serve=0s",
                        "serai.web.sse.refresh=100ms",
                        "serai.web.sse.heartbeat=200ms");
        room = create(Surface.PIXELCAST, KeyKind.NAME, "room-key");
        webrtcRoom = create(Surface.PIXELCAST, KeyKind.APP, "webrtc-key");
        create(Surface.STREAMHELPER, KeyKind.NAME, "input-key");
    }

    @AfterAll
    static void stop() {
        context.close();
        srs.close();
    }

    @AfterEach
    void reset() {
        srs.answer(Mode.NORMAL);
        srs.restart();
        sql("DELETE FROM live_sessions");
    }

    @Test
    void showsWhatSrsListsUnderTheRoomsKeyAsNameOrApplication() {
        srs.publish("/live/webrtc-key", "c1");
        srs.publish("/webrtc-key/ann-1", "c2");
        srs.publish("/live/other", "c3");
        try (ServerSentEvents browser = listen("webrtc-key")) {
            await().atMost(SOON).until(() -> clients(browser).size() == 2);

            assertThat(clients(browser)).containsExactlyInAnyOrder("c1", "c2");
            assertThat(streams(browser).findValuesAsText("recv_bytes")).contains("240883");
            srs.unpublish("/webrtc-key/ann-1");
            await().atMost(SOON).until(() -> clients(browser).equals(List.of("c1")));
        }
    }

    @Test
    void showsNothingOfOtherSurfaces() {
        srs.publish("/live/input-key", "c1");
        srs.publish("/live/nobodys", "c2");
        StreamId theirs = create(Surface.LIVE_SERVICE, KeyKind.NAME, "theirs");
        session(theirs, "", "/live/theirs", "c3");
        try (ServerSentEvents browser = listen("input-key");
                ServerSentEvents other = listen("theirs");
                ServerSentEvents nobodys = listen("nobodys")) {
            await().atMost(SOON).until(() -> clients(nobodys).equals(List.of("c2")));

            assertThat(clients(browser)).isEmpty();
            assertThat(clients(other)).isEmpty();
        }
    }

    @Test
    void showsAPublishAtOnceThatSrsDoesNotListYet() {
        srs.announce("/webrtc-key/bob-1");
        try (ServerSentEvents browser = listen("webrtc-key")) {
            await().atMost(SOON).until(() -> streams(browser).size() == 1);

            session(webrtcRoom, "ann-1", "/webrtc-key/ann-1", "c1");
            session(webrtcRoom, "bob-1", "/webrtc-key/bob-1", "c2");
            changed();

            await().atMost(SOON).until(() -> clients(browser).size() == 2);
            JsonNode ann = stream(browser, "ann-1");
            assertThat(ann.path("app").asText()).isEqualTo("webrtc-key");
            assertThat(ann.at("/publish/active").asBoolean()).isTrue();
            assertThat(ann.has("video") && ann.has("audio") && ann.has("kbps")).isTrue();
            assertThat(ann.path("clients").asInt()).isEqualTo(1);
            assertThat(stream(browser, "bob-1").at("/publish/active").asBoolean()).isTrue();
        }
    }

    @Test
    void showsAnEndAtOnceThatSrsHasNotNoticedYet() {
        srs.publish("/live/room-key", "c1");
        srs.play("/live/room-key", "player");
        session(room, "", "/live/room-key", "c1");
        try (ServerSentEvents browser = listen("room-key")) {
            await().atMost(SOON).until(() -> clients(browser).equals(List.of("c1")));
            await().atMost(SOON).until(() -> streams(browser).toString().contains("240883"));

            sql("UPDATE live_sessions SET state = 'ended', reason = 'unpublish', ended_at = now()");
            changed();

            await().atMost(SOON).until(() -> streams(browser).isEmpty());
        }
    }

    @Test
    void showsOurOwnStateWhileSrsIsAway() {
        srs.answer(Mode.UNREACHABLE);
        session(room, "", "/live/room-key", "c1");
        try (ServerSentEvents browser = listen("room-key")) {
            await().atMost(SOON).until(() -> clients(browser).equals(List.of("c1")));

            srs.answer(Mode.NORMAL);
            srs.publish("/live/room-key", "c1");
            srs.play("/live/room-key", "player");
            await().atMost(SOON).until(() -> streams(browser).toString().contains("240883"));
        }
    }

    @Test
    void asksSrsOnlyWhileSomebodyListens() {
        try (ServerSentEvents browser = listen("room-key")) {
            await().atMost(SOON).until(() -> !browser.messages().isEmpty());
            int before = srs.requests();
            await().atMost(SOON).until(() -> srs.requests() > before + 2);
        }
        AtomicInteger last = new AtomicInteger(-1);
        await().during(Duration.ofMillis(600))
                .atMost(SOON)
                .until(() -> last.getAndSet(srs.requests()) == srs.requests());
    }

    private static ServerSentEvents listen(String key) {
        return new ServerSentEvents(MediaApplication.url(context, "/streams/sse?room=" + key));
    }

    private static void changed() {
        context.getBeansOfType(StreamsChanged.class)
                .values()
                .forEach(each -> each.changed(Set.of(room)));
    }

    /** The newest list. */
    private static JsonNode streams(ServerSentEvents browser) {
        return browser.messages().stream()
                .filter(message -> message.path("type").asText().equals("streams_update"))
                .reduce((older, newer) -> newer)
                .map(message -> message.path("streams"))
                .orElseGet(MissingNode::getInstance);
    }

    private static List<String> clients(ServerSentEvents browser) {
        return streams(browser).findValuesAsText("cid");
    }

    private static JsonNode stream(ServerSentEvents browser, String name) {
        return streams(browser)
                .valueStream()
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static StreamId create(Surface surface, KeyKind kind, String key) {
        return context.getBean(StreamCatalogue.class)
                .create(
                        new NewStream(
                                surface,
                                "title",
                                OptionalLong.empty(),
                                kind == KeyKind.APP,
                                List.of(new Key(kind, key))));
    }

    private static void session(StreamId stream, String publication, String path, String client) {
        context.getBean(JdbcClient.class)
                .sql(
                        """
                        INSERT INTO live_sessions (stream_id, publication, state, source, boot, client, path,
                            protocol, digest, started_at, broadcast_id, broadcast_started_at)
                        VALUES (?, ?, 'open', 'srs:a', 'b', ?, ?, 'rtmp', '', now(), 1, now())
                        """)
                .params(stream.value(), publication, client, path)
                .update();
    }

    private static void sql(String statement) {
        context.getBean(JdbcClient.class).sql(statement).update();
    }
}
