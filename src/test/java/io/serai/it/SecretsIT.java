package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.LiveKitWebhooks;
import io.serai.testing.LiveKitWebhooks.Signed;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Secrets that come in by any way are found nowhere that people or other systems read. */
class SecretsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PUBLISH_TOKEN = "planted-publish-token";
    private static final String HOOK_SECRET = "planted-hook-secret";
    private static final String WRONG_HOOK_SECRET = "planted-wrong-hook-secret";
    private static final String ADMIN_TOKEN = "planted-admin-token";
    private static final String WRONG_ADMIN_TOKEN = "planted-wrong-admin-token";
    private static final String DATABASE_PASSWORD = "planted-database-password";
    private static final String UNKNOWN_KEY = "planted-unknown-key";

    @TempDir Path directory;

    private SeraiProcess serai;

    @Test
    void showsNoSecret() {
        DataSource fresh = TestPostgres.freshDatabase();
        JdbcTemplate database = new JdbcTemplate(fresh);
        try (RecordingDiscord discord = new RecordingDiscord();
                ScriptedLiveKit livekit = ScriptedLiveKit.start();
                SeraiProcess process = SeraiProcess.in(directory)) {
            serai =
                    process.with(
                                    "DATABASE_URL",
                                    TestPostgres.url(fresh) + "&password=" + DATABASE_PASSWORD)
                            .with("DISCORD_WEBHOOK_URL", discord.webhook(1))
                            .with("DISCORD_LIVE_WEBHOOK_URL", discord.webhook(2))
                            .with("HOOK_SECRET", HOOK_SECRET)
                            .with("LIVEKIT_URL", livekit.url())
                            .with("LIVEKIT_API_KEY", ScriptedLiveKit.KEY)
                            .with("LIVEKIT_API_SECRET", ScriptedLiveKit.SECRET)
                            .with("SERAI_ADMIN_TOKEN", ADMIN_TOKEN)
                            .with("ROOM_UNPUBLISH_GRACE", "10m")
                            .with("SUSPECT_GRACE", "1s")
                            .start();
            discord.then(500, "{\"message\":\"" + RecordingDiscord.TOKEN + "\"}");
            String key = room();
            String other = room();
            await("announced").atMost(SOON).until(() -> discord.requests().size() >= 3);
            hooks(key);
            Signed webhook = webhook(livekit);
            mistakes(key);
            // From now on the webhooks are not used any more, which is told in several places.
            discord.then(404, "{\"message\":\"Unknown Webhook\",\"code\":10015}");
            discord.then(404, "{\"message\":\"Unknown Webhook\",\"code\":10015}");
            String last = room();
            assertThat(srs("publish", "on_publish", other, "c2").statusCode()).isEqualTo(200);
            await("parked or done").atMost(SOON).until(() -> pending(database) == 0);

            List<String> secrets =
                    List.of(
                            key,
                            other,
                            last,
                            RecordingDiscord.TOKEN,
                            PUBLISH_TOKEN,
                            HOOK_SECRET,
                            ScriptedLiveKit.SECRET,
                            webhook.token(),
                            livekit.state().ingresses().getFirst().getStreamKey(),
                            WRONG_HOOK_SECRET,
                            ADMIN_TOKEN,
                            WRONG_ADMIN_TOKEN,
                            DATABASE_PASSWORD,
                            UNKNOWN_KEY);
            await("noted").atMost(SOON).until(() -> timeline(UNKNOWN_KEY).contains("publish"));
            Map<String, String> places =
                    Map.ofEntries(
                            Map.entry("sessions of 1", admin("/api/admin/sessions?stream=1")),
                            Map.entry("sessions of 2", admin("/api/admin/sessions?stream=2")),
                            Map.entry("events of 1", admin("/api/admin/events?stream=1")),
                            Map.entry("parked", admin("/api/admin/deliveries?state=parked")),
                            Map.entry("audit log", admin("/api/admin/audit")),
                            Map.entry("health", serai.get("/health").body()),
                            Map.entry("actuator", admin("/actuator/health")),
                            Map.entry("info", admin("/actuator/info")),
                            Map.entry("metrics", admin("/actuator/prometheus")),
                            Map.entry("timeline of 1", timeline("1")),
                            Map.entry("timeline by key", timeline(other)),
                            Map.entry("timeline by the first key", timeline(key)),
                            Map.entry(
                                    "timeline of a name that nobody knows", timeline(UNKNOWN_KEY)),
                            Map.entry("tables", tables(database)),
                            Map.entry("log", serai.logText()));
            places.forEach(
                    (place, text) ->
                            assertThat(text).as(place).isNotBlank().doesNotContain(secrets));
            assertThat(places.get("sessions of 1")).contains("\"state\"");
            assertThat(places.get("timeline of 1")).contains("publish accepted", "denied");
            assertThat(places.get("timeline by key")).contains("parked");
            assertThat(places.get("log")).contains("hook.refused", "hook.denied server=livekit");
            assertThat(places.get("audit log")).contains("room.created");
        }
    }

    /** A whole broadcast of each kind of media server, with a token in the publisher's URL. */
    private void hooks(String key) {
        srs("connect", "on_connect", key, "c1");
        assertThat(srs("publish", "on_publish", key, "c1").statusCode()).isEqualTo(200);
        srs("play", "on_play", key, "v1");
        srs("hls", "on_hls", key, "c1");
        srs("stop", "on_stop", key, "v1");
        srs("dvr", "on_dvr", key, "c1");
        srs("unpublish", "on_unpublish", key, "c1");
        srs("close", "on_close", key, "c1");
        for (String call : List.of("activate publish", "status update_publish", "play play")) {
            nginx(call, key);
        }
        for (String call : List.of("play-done play_done", "deactivate publish_done")) {
            nginx(call, key);
        }
        nginx("record-done record_done", key);
    }

    /** A webhook of LiveKit's about an ingress, which it tells with its key; and a forged one. */
    private Signed webhook(ScriptedLiveKit livekit) {
        IngressInfo ingress = livekit.state().add("42", IngressInput.RTMP_INPUT);
        Signed signed =
                LiveKitWebhooks.sign(LiveKitWebhooks.ingressStarted(ingress, Instant.now()));
        String path = "/api/webhook/livekit";
        String type = "application/webhook+json";
        assertThat(
                        serai.post(path, type, signed.text(), "Authorization", signed.token())
                                .statusCode())
                .isEqualTo(200);
        assertThat(
                        serai.post(path, type, signed.text() + " ", "Authorization", signed.token())
                                .statusCode())
                .isEqualTo(401);
        return signed;
    }

    /** What people get wrong, which is what is logged most. */
    private void mistakes(String key) {
        srs("publish", "on_publish", UNKNOWN_KEY, "c3");
        srs("unpublish", "on_unpublish", UNKNOWN_KEY, "c3");
        nginx("activate publish", UNKNOWN_KEY);
        nginx("activate play", key);
        String query = "?k=" + HOOK_SECRET;
        for (String body :
                List.of(
                        "{\"stream\":\"" + key + "\",\"param\":\"?token=" + PUBLISH_TOKEN,
                        "{\"stream\":[\""
                                + key
                                + "\"],\"param\":{\"t\":\""
                                + PUBLISH_TOKEN
                                + "\"}}",
                        key + PUBLISH_TOKEN)) {
            serai.postJson("/api/srs/publish" + query, body);
            serai.post("/api/srs/publish" + query, "text/plain", body);
            form("activate" + query, "name=" + key + "%zz&token=" + PUBLISH_TOKEN + "%");
        }
        serai.postJson("/api/srs/publish?k=" + WRONG_HOOK_SECRET, "{\"stream\":\"" + key + "\"}");
        serai.postJson("/api/srs/" + key + "?token=" + PUBLISH_TOKEN, "{}");
        serai.get("/api/admin/events?stream=" + key, "Authorization", "Bearer " + ADMIN_TOKEN);
        serai.get("/api/admin/events?stream=1", "Authorization", "Bearer " + WRONG_ADMIN_TOKEN);
        serai.get("/api/rooms/by-stream-key?streamKey=" + UNKNOWN_KEY);
        serai.get("/api/rooms/validate?roomUrl=/room/" + UNKNOWN_KEY);
        serai.get("/api/rooms/" + key);
        serai.postJson("/api/rooms", "{\"type\":\"" + key + "\"");
        serai.postJson("/api/rooms", "{\"type\":\"" + PUBLISH_TOKEN + "\"}");
        serai.post(
                "/api/admin/discord/test",
                "application/json",
                "{\"target\":\"" + PUBLISH_TOKEN + "\"}",
                "Authorization",
                "Bearer " + ADMIN_TOKEN);
    }

    private java.net.http.HttpResponse<String> srs(
            String hook, String action, String key, String client) {
        return serai.postJson(
                "/api/srs/" + hook + "?k=" + HOOK_SECRET,
                """
                {"server_id":"vid-v3i23y0","service_id":"20ig72c6","action":"%s","client_id":"%s",\
                "ip":"127.0.0.1","vhost":"__defaultVhost__","app":"live",\
                "tcUrl":"rtmp://127.0.0.1:1935/live","stream":"%s","param":"?token=%s",\
                "url":"live/%s-0.ts","file":"/srs/html/live/%s-0.ts",\
                "stream_url":"/live/%s","stream_id":"vid-%s"}\
                """
                        .formatted(action, client, key, PUBLISH_TOKEN, key, key, key, client));
    }

    private void nginx(String hookAndCall, String key) {
        String[] words = hookAndCall.split(" ");
        form(
                words[0] + "?k=" + HOOK_SECRET,
                "app=live&flashver=FMLE/3.0&swfurl=&tcurl=rtmp://127.0.0.1:1945/live&pageurl="
                        + "&addr=127.0.0.1&clientid=7&call="
                        + words[1]
                        + "&time=5&timestamp=4983&name="
                        + key
                        + "&path=/nginx/rec/"
                        + key
                        + ".flv&token="
                        + PUBLISH_TOKEN);
    }

    private void form(String hook, String body) {
        serai.post("/api/v1/stream-update/" + hook, "application/x-www-form-urlencoded", body);
    }

    private String room() {
        return serai.createRoom("rtmp").get("streamKey").asText();
    }

    private String admin(String path) {
        return serai.get(path, "Authorization", "Bearer " + ADMIN_TOKEN).body();
    }

    private String timeline(String name) {
        String path = "/api/admin/streams/" + name + "/timeline?limit=500";
        return admin(path) + admin(path + "&format=text");
    }

    private static long pending(JdbcTemplate database) {
        return database.queryForObject(
                "SELECT count(*) FROM deliveries WHERE state = 'pending'", Long.class);
    }

    /** What reactions and other systems read; keys stand in rooms, publish_keys and paths only. */
    private static String tables(JdbcTemplate database) {
        List<String> rows = new ArrayList<>();
        for (String table :
                List.of(
                        "stream_events",
                        "deliveries",
                        "finished_deliveries",
                        "delivery_lanes",
                        "subscriptions",
                        "notify_webhooks",
                        "notify_posts",
                        "timeline_entries",
                        "audit_entries",
                        "live_viewers")) {
            rows.addAll(database.queryForList("SELECT t::text FROM " + table + " t", String.class));
        }
        return String.join("\n", rows);
    }
}
