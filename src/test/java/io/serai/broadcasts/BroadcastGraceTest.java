package io.serai.broadcasts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.audit.AuditRows;
import io.serai.broadcasts.BroadcastSite.Made;
import io.serai.common.StreamId;
import io.serai.live.LiveSteps;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** With BROADCAST_END_GRACE, a chat and a low limit. */
class BroadcastGraceTest {
    private static BroadcastSite site;
    private static BroadcastsSteps steps;

    /** Everybody has 42 viewers and three messages of two people. */
    @TestConfiguration
    static class Chat {
        @Bean
        @Primary
        Audience loud() {
            return new Audience() {
                @Override
                public Map<StreamId, Integer> viewers(Collection<StreamId> streams) {
                    return streams.stream().collect(Collectors.toMap(one -> one, one -> 42));
                }

                @Override
                public Talk talk(StreamId stream) {
                    return new Talk(3, 2);
                }
            };
        }
    }

    @BeforeAll
    static void start(@TempDir Path directory) {
        site =
                new BroadcastSite(
                        directory,
                        new Class<?>[] {Chat.class},
                        "--serai.broadcasts.end-grace=10m",
                        "--serai.live.suspect-grace=1ms",
                        "--serai.broadcasts.creation-limit.most=2",
                        "--serai.broadcasts.creation-limit.period=1h");
        steps = site.context.getBean(BroadcastsSteps.class);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void aDroppedEncoderMayPublishAgainWithinTheGrace() {
        Made made = site.create(1);
        site.callback("on_publish", made.hook("1"));
        String started = startedAt(made);

        assertThat(site.callback("on_unpublish", made.hook("1"))).isEqualTo(200);
        steps.endIdle();

        assertThat(site.status(made)).isEqualTo("LIVE");
        assertThat(feed()).contains("\"id\":" + made.stream() + ",");
        assertThat(site.callback("on_publish", made.hook("2"))).isEqualTo(200);
        later(made);
        steps.endIdle();
        assertThat(site.status(made)).isEqualTo("LIVE");
        assertThat(startedAt(made)).isEqualTo(started);
        assertThat(events(made)).isEqualTo("stream.live stream.ended stream.live");
        JsonNode figures = site.json("/api/v1/live/" + made.stream() + "/stats", 1);
        assertThat(figures.get("sessions")).hasSize(2);
    }

    @Test
    void endsForGoodWhenTheGraceIsOver() {
        Made made = site.create(2);
        site.callback("on_publish", made.hook("1"));
        site.callback("on_unpublish", made.hook("1"));
        later(made);

        steps.endIdle();
        steps.endIdle();

        assertThat(site.status(made)).isEqualTo("ENDED");
        assertThat(feed()).doesNotContain("\"id\":" + made.stream() + ",");
        assertThat(site.callback("on_publish", made.hook("2"))).isEqualTo(403);
        assertThat(events(made)).isEqualTo("stream.live stream.ended broadcast.ended");
        assertThat(ending(made)).isEqualTo("grace-over");
        assertThat(AuditRows.of(site.context.getBean(DataSource.class)))
                .contains(
                        "serai serai broadcast-grace broadcast.ended broadcast/"
                                + made.stream()
                                + " ");
        // It was over when the last publisher left, and not when the grace was.
        assertThat(
                        site.sql
                                .sql(
                                        """
                                        SELECT b.ended_at < now() - interval '30 minutes'
                                        FROM broadcasts b WHERE b.stream_id = ?
                                        """)
                                .param(made.stream().value())
                                .query(Boolean.class)
                                .single())
                .isTrue();
    }

    @Test
    void theGraceBeginsAnewWithEachPublisher() {
        Made made = site.create(3);
        site.callback("on_publish", made.hook("1"));
        site.callback("on_unpublish", made.hook("1"));
        later(made);
        site.callback("on_publish", made.hook("2"));
        site.callback("on_unpublish", made.hook("2"));

        steps.endIdle();

        assertThat(site.status(made)).isEqualTo("LIVE");
    }

    @Test
    void anEndHookForWhatNeverBeganBeginsNoGrace() {
        Made made = site.create(4);

        assertThat(site.callback("on_unpublish", made.hook("1"))).isEqualTo(200);
        later(made);
        steps.endIdle();

        assertThat(site.status(made)).isEqualTo("IDLE");
        assertThat(site.callback("on_publish", made.hook("2"))).isEqualTo(200);
    }

    /** SRS answers and does not list it: the end hook was lost. */
    @Test
    void thePublisherWhomTheReconcilerMissesHasTheSameGrace() {
        Made made = site.create(5);
        String hook =
                made.hook("1")
                        .replace("\"vid-1\"", "\"" + site.srs.server() + "\"")
                        .replace("\"s\"", "\"" + site.srs.service() + "\"");
        assertThat(site.callback("on_publish", hook)).isEqualTo(200);
        site.sql
                .sql(
                        """
                        UPDATE live_sessions SET started_at = started_at - interval '1 hour' WHERE stream_id = ?
                        """)
                .param(made.stream().value())
                .update();
        LiveSteps live = site.context.getBean(LiveSteps.class);

        live.reconcile();
        site.sql
                .sql(
                        """
                        UPDATE live_sessions SET suspect_since = suspect_since - interval '1 minute'
                        WHERE stream_id = ? AND state = 'suspect'
                        """)
                .param(made.stream().value())
                .update();
        live.reconcile();

        assertThat(events(made)).isEqualTo("stream.live stream.ended");
        assertThat(site.status(made)).isEqualTo("LIVE");
        later(made);
        steps.endIdle();
        assertThat(site.status(made)).isEqualTo("ENDED");
    }

    @Test
    void theChatTellsWhoWatchesAndWhatWasSaid() {
        Made made = site.create(6);
        String path = "/api/v1/live/" + made.stream();
        assertThat(site.json(path, 0).get("viewer_count").asInt()).as("not live yet").isZero();
        site.callback("on_publish", made.hook("1"));

        assertThat(site.json(path, 0).get("viewer_count").asInt()).isEqualTo(42);
        assertThat(site.json(path + "/viewers", 0).get("viewer_count").asInt()).isEqualTo(42);
        assertThat(feed()).contains("\"viewer_count\":42");
        JsonNode figures = site.json(path + "/stats", 6);
        assertThat(figures.get("messages").asLong()).isEqualTo(3);
        assertThat(figures.get("chatters").asLong()).isEqualTo(2);
    }

    @Test
    void anAccountMakesOnlySoManyBroadcasts() {
        site.create(7);
        site.create(7);

        HttpResponse<String> third = site.post("/api/v1/live/create", "{\"title\":\"x\"}", 7);

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(Long.parseLong(third.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1L, 3600L);
        assertThat(third.body()).contains("Too many new broadcasts");
        assertThat(site.post("/api/v1/live/create", "{\"title\":\"x\"}", 8).statusCode())
                .as("somebody else")
                .isEqualTo(201);
    }

    /** An hour passes for a broadcast that is idle. */
    private static void later(Made made) {
        site.sql
                .sql(
                        """
                        UPDATE broadcasts
                        SET started_at = started_at - interval '1 hour', idle_since = idle_since - interval '1 hour'
                        WHERE stream_id = ? AND idle_since IS NOT NULL
                        """)
                .param(made.stream().value())
                .update();
    }

    private static String startedAt(Made made) {
        return site.json("/api/v1/live/" + made.stream(), 0).get("started_at").asText();
    }

    private static String feed() {
        return site.get("/api/v1/live/feed?limit=100", 0).body();
    }

    private static String events(Made made) {
        return site.sql
                .sql(
                        """
                        SELECT string_agg(type, ' ' ORDER BY id) FROM stream_events WHERE stream_id = ?
                        """)
                .param(made.stream().value())
                .query(String.class)
                .single();
    }

    private static String ending(Made made) {
        return site.sql
                .sql(
                        """
                        SELECT detail ->> 'reason' FROM stream_events
                        WHERE stream_id = ? AND type = 'broadcast.ended'
                        """)
                .param(made.stream().value())
                .query(String.class)
                .single();
    }
}
