package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
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
                SeraiProcess process = SeraiProcess.in(directory)) {
            serai =
                    process.with(
                                    "DATABASE_URL",
                                    TestPostgres.url(fresh) + "&password=" + DATABASE_PASSWORD)
                            .with("DISCORD_WEBHOOK_URL", discord.webhook(1))
                            .with("DISCORD_LIVE_WEBHOOK_URL", discord.webhook(2))
                            .with("HOOK_SECRET", HOOK_SECRET)
                            .with("SERAI_ADMIN_TOKEN", ADMIN_TOKEN)
                            .with("ROOM_UNPUBLISH_GRACE", "10m")
                            .with("SUSPECT_GRACE", "1s")
                            .start();
            discord.then(500, "{\"message\":\"" + RecordingDiscord.TOKEN + "\"}");
            String key = room();
            String other = room();
            await("announced").atMost(SOON).until(() -> discord.requests().size() >= 3);
            hooks(key);
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
                            Map.entry("health", serai.get("/health").body()),
                            Map.entry("actuator", admin("/actuator/health")),
                            Map.entry("info", admin("/actuator/info")),
                            Map.entry("metrics", admin("/actuator/prometheus")),
                            Map.entry("timeline of 1", timeline("1")),
                            Map.entry("timeline by key", timeline(other)),
                            Map.entry("timeline by the first key", timeline(key)),
