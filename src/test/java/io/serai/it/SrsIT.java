package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.it.SrsHooks.Publisher;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.ScriptedSrs.Mode;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** The hooks of an SRS in their recorded order, beside what its API says at the same time. */
@TestInstance(Lifecycle.PER_CLASS)
class SrsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** A session is judged after 5 s, and ended after the grace of 2 s. */
    private static final Duration LONGER_THAN_ANY_VERDICT = Duration.ofSeconds(9);

    private final RecordingDiscord discord = new RecordingDiscord();
    private final ScriptedSrs srs = ScriptedSrs.start();
    private final AtomicInteger clients = new AtomicInteger();
    private JdbcTemplate database;
    private SeraiProcess serai;
    private SrsHooks hooks;

    @BeforeAll
    void start(@TempDir Path directory) {
        DataSource fresh = TestPostgres.freshDatabase();
        database = new JdbcTemplate(fresh);
        serai =
                SeraiProcess.in(directory)
                        .with("DATABASE_URL", TestPostgres.url(fresh))
                        .with("SRS_API_PORT", Integer.toString(srs.api().getPort()))
                        .with("DISCORD_LIVE_WEBHOOK_URL", discord.webhook(2))
                        .with("ROOM_UNPUBLISH_GRACE", "10m")
                        .with("SUSPECT_GRACE", "2s")
                        .start();
        hooks = new SrsHooks(serai, srs.server());
    }

    @AfterAll
    void stop() {
        serai.close();
        srs.close();
        discord.close();
    }

    @Test
    void aBusySecondPublisherChangesNothing() {
        Room room = room();
        Publisher first = onAir(room);
        Publisher second = beside(first);

        assertThat(hooks.connectAndPublish(second)).as("SRS refuses it by itself").isTrue();
        hooks.close(second);

        await("neither the check nor the reconciler is misled")
                .during(LONGER_THAN_ANY_VERDICT)
                .atMost(SOON)
                .until(() -> onAir(room, first));
        assertThat(serai.eventTypes(room.stream())).containsExactly("room.created", "stream.live");
    }

    @Test
    void anEncoderThatReturnsBeforeItsLossIsNoticedEndsUpOnAir() {
        Room room = room();
        Publisher lost = onAir(room);
        for (int attempt = 1; attempt <= 2; attempt++) {
            Publisher early = beside(lost);
            assertThat(hooks.connectAndPublish(early)).isTrue();
            hooks.close(early);
        }
        assertThat(onAir(room, lost)).isTrue();

        srs.unpublish(room.url());
        hooks.unpublish(lost);
        hooks.close(lost);
        Publisher back = onAir(room);

        assertThat(onAir(room, back)).isTrue();
        assertThat(serai.eventTypes(room.stream()))
                .containsExactly("room.created", "stream.live", "stream.ended", "stream.live");
    }

    @Test
    void aLateEndDoesNotTouchThePublisherWhoReturned() {
        Room room = room();
        Publisher old = onAir(room);
        srs.unpublish(room.url());
        Publisher back = publisher(room, "vid-another");
        srs.publish(room.url(), back.client());
        assertThat(hooks.connectAndPublish(back)).isTrue();

        hooks.unpublish(old);
        hooks.close(old);

        assertThat(onAir(room, back)).isTrue();
        assertThat(serai.eventTypes(room.stream()))
                .containsExactly("room.created", "stream.live", "stream.resumed");
    }

    @Test
    void aRestartOfSrsEndsOnlyWhoDoesNotReturn() {
        Room returning = room();
        Room leaving = room();
        onAir(returning);
        onAir(leaving);
        await("posted").atMost(SOON).until(() -> posts(returning) == 1 && posts(leaving) == 1);

        srs.restart();
        hooks.heartbeat(srs.service());
        assertThat(newest(returning).get("state").asText()).isEqualTo("suspect");
        assertThat(newest(leaving).get("state").asText()).isEqualTo("suspect");
        Publisher back = onAir(returning);

        await("the other one is lost").atMost(SOON).until(() -> endedAs(leaving, "lost"));
        await("its post is edited").atMost(SOON).until(() -> edits(leaving) == 1);
        assertThat(onAir(returning, back)).isTrue();
        assertThat(serai.eventTypes(returning.stream()))
                .containsExactly("room.created", "stream.live", "stream.resumed");
        assertThat(posts(returning)).as("posts about one broadcast").isEqualTo(1);
        assertThat(edits(returning)).isZero();
    }

    @Test
    void anSrsThatCannotBeReachedEndsNothing() {
        Room room = room();
        Publisher publisher = onAir(room);
        try {
            srs.answer(Mode.UNREACHABLE);
            await("nothing ends")
                    .during(LONGER_THAN_ANY_VERDICT)
                    .atMost(SOON)
                    .until(() -> onAir(room, publisher));
            srs.answer(Mode.FAILING);
            await("nothing ends")
                    .during(Duration.ofSeconds(4))
                    .atMost(SOON)
                    .until(() -> onAir(room, publisher));
        } finally {
            srs.answer(Mode.NORMAL);
        }
        assertThat(serai.logText()).contains("srs.unreachable server=srs");
    }

    @Test
    void aGhostIsEnded() {
        Room room = room();
        String object = srs.announce(room.url());

        assertThat(hooks.connectAndPublish(publisher(room, object))).isTrue();
        srs.unpublish(room.url());

        await("ended").atMost(SOON).until(() -> endedAs(room, "lost"));
        assertThat(serai.eventTypes(room.stream()))
                .containsExactly("room.created", "stream.live", "stream.ended");
    }

    @Test
    void aLostEndIsFound() {
        Room room = room();
        Publisher publisher = onAir(room);
        await("listed long enough to be judged")
                .during(Duration.ofSeconds(6))
                .atMost(SOON)
                .until(() -> onAir(room, publisher));

        srs.unpublish(room.url());

        await("suspect first")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> newest(room).get("state").asText().equals("suspect"));
        await("then ended").atMost(SOON).until(() -> endedAs(room, "lost"));
    }

    @Test
    void aPublisherWhomNoHookToldOfIsAdopted() {
        Room room = room();

        srs.publish(room.url(), "unheard" + clients.incrementAndGet());

        await("adopted")
                .atMost(SOON)
                .until(() -> newest(room).path("state").asText().equals("open"));
        assertThat(serai.eventTypes(room.stream())).containsExactly("room.created", "stream.live");
    }

    private record Room(String key, String name, long stream) {
        String url() {
            return "/live/" + key;
        }
    }

    private Room room() {
        JsonNode room = serai.createRoom("rtmp");
        String key = room.get("streamKey").asText();
        Long stream =
                database.queryForObject(
                        "SELECT stream_id FROM rooms WHERE stream_key = ?", Long.class, key);
        return new Room(key, room.get("name").asText(), stream);
    }

    private Publisher publisher(Room room, String object) {
        return new Publisher(
                srs.service(), "client" + clients.incrementAndGet(), room.key(), object);
    }

    private Publisher beside(Publisher first) {
        return new Publisher(
                first.service(), "client" + clients.incrementAndGet(), first.key(), first.object());
    }

    /** A publisher whom the hook let through and whom SRS lists. */
    private Publisher onAir(Room room) {
        Publisher publisher = publisher(room, srs.announce(room.url()));
        assertThat(hooks.connectAndPublish(publisher)).isTrue();
        srs.publish(room.url(), publisher.client());
        return publisher;
    }

    private JsonNode newest(Room room) {
        return serai.newestSession(room.stream());
    }

    private boolean onAir(Room room, Publisher publisher) {
        String client =
                database
                        .query(
                                "SELECT client FROM live_sessions"
                                        + " WHERE stream_id = ? AND state = 'open'",
                                (row, number) -> row.getString("client"),
                                room.stream())
                        .stream()
                        .findFirst()
                        .orElse("");
        return client.equals(publisher.client());
    }

    private boolean endedAs(Room room, String reason) {
        return newest(room).path("reason").asText().equals(reason);
    }

    private long posts(Room room) {
        return requests(room, "POST");
    }

    private long edits(Room room) {
        return requests(room, "PATCH");
    }

    private long requests(Room room, String method) {
        return discord.requests().stream()
                .filter(request -> request.method().equals(method))
                .filter(request -> request.body().contains(room.name()))
                .count();
    }
}
