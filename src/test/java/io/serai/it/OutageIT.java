package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.it.SrsHooks.Publisher;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TcpProxy;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What media servers and operators meet while the database is away, and afterwards. */
@TestInstance(Lifecycle.PER_CLASS)
class OutageIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HOOK_BUDGET = Duration.ofMillis(3500);
    private static final Duration HEALTH_BUDGET = Duration.ofMillis(2500);
    private static final String SERVICE = "20ig72c6";

    private final RecordingDiscord discord = new RecordingDiscord();
    private JdbcTemplate database;
    private TcpProxy proxy;
    private SeraiProcess serai;
    private SrsHooks srs;
    private NginxHooks nginx;

    @BeforeAll
    void start(@TempDir Path directory) {
        DataSource fresh = TestPostgres.freshDatabase();
        database = new JdbcTemplate(fresh);
        proxy = TcpProxy.to(TestPostgres.port());
        serai =
                SeraiProcess.in(directory)
                        .with("DATABASE_URL", TestPostgres.url(fresh, proxy.port()))
                        .with("DISCORD_WEBHOOK_URL", discord.webhook(1))
                        .with("DISCORD_LIVE_WEBHOOK_URL", discord.webhook(2))
                        .with("ROOM_UNPUBLISH_GRACE", "10m")
                        .start();
        srs = new SrsHooks(serai, "vid-v3i23y0");
        nginx = new NginxHooks(serai);
    }

    @AfterAll
    void stop() throws IOException {
        serai.close();
        proxy.close();
        discord.close();
    }

    @Test
    void aDatabaseThatIsGone() throws Exception {
        int port = proxy.port();
        survives(
                () -> proxy.close(),
                () -> {
                    proxy = TcpProxy.at(port, TestPostgres.port());
                });
    }

    @Test
    void aDatabaseThatFallsSilent() throws Exception {
        survives(() -> proxy.freeze(), () -> proxy.thaw());
    }

    private interface Action {
        void run() throws IOException;
    }

    private void survives(Action outage, Action end) throws Exception {
        String ends = key();
        String waits = key();
        String updates = key();
        String leaves = key();
        Publisher leaving = new Publisher(SERVICE, "leaving-" + ends, ends, "vid-" + ends);
        Publisher coming = new Publisher(SERVICE, "coming-" + waits, waits, "vid-" + waits);
        int numbers = database.queryForObject("SELECT count(*) FROM rooms", Integer.class) * 100;
        int updating = numbers + 1;
        int done = numbers + 2;
        assertThat(srs.connectAndPublish(leaving)).isTrue();
        assertThat(nginx.publish(updating, updates).statusCode()).isEqualTo(200);
        assertThat(nginx.publish(done, leaves).statusCode()).isEqualTo(200);
        assertThat(nginx.update(updating, updates, 5).statusCode()).isEqualTo(200);
        await("posted").atMost(SOON).until(() -> pending() == 0);

        outage.run();
        try {
            refusesPublishers(coming, numbers + 3);
            acceptsEnds(leaving, done, leaves);
            keepsWhoIsOnAir(updating, updates);
            tellsOperators();
        } finally {
            end.run();
        }

        await("the ends are applied")
                .atMost(SOON)
                .until(() -> state(ends).equals("unpublish") && state(leaves).equals("unpublish"));
        assertThat(state(updates)).isEqualTo("open");
        await("publishers are let in again")
                .atMost(SOON)
                .until(() -> SrsHooks.accepts(srs.publish(coming)));
        await("ready").atMost(SOON).until(() -> actuator("readiness").statusCode() == 200);
        await("the timeline tells what was refused meanwhile")
                .atMost(SOON)
                .until(
                        () ->
                                timeline(waits).contains("The database does not answer")
                                        && timeline(waits).contains("goes on air"));
        assertThat(timeline(waits)).contains("On air since");
        String fresh = key();
        await("announced").atMost(SOON).until(() -> told(fresh));
        await("reactions go on").atMost(SOON).until(() -> pending() == 0);
        assertThat(count("SELECT count(*) FROM deliveries")).as("parked").isZero();
        assertThat(serai.logText().lines().filter(line -> line.startsWith("\tat ")).limit(5))
                .as("stack traces")
                .isEmpty();
    }

    private void refusesPublishers(Publisher srsPublisher, int nginxClient) throws Exception {
        HttpResponse<String> first = within(HOOK_BUDGET, () -> srs.publish(srsPublisher));
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.body()).isEqualTo("{\"code\":1,\"message\":\"temporarily unavailable\"}");
        HttpResponse<String> other =
                within(HOOK_BUDGET, () -> nginx.publish(nginxClient, srsPublisher.key()));
        assertThat(other.statusCode()).isEqualTo(503);
        assertThat(SeraiProcess.json(other.body()).get("error").asText())
                .isEqualTo("Service Unavailable");

        // More than there are connections.
        try (ExecutorService encoders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers =
                    IntStream.range(0, 20)
                            .mapToObj(
                                    number ->
                                            encoders.submit(
                                                    () -> refusedInTime(srsPublisher, number)))
                            .toList();
            for (Future<Boolean> refused : answers) {
                assertThat(refused.get()).isTrue();
            }
        }
    }

    private boolean refusedInTime(Publisher like, int number)
            throws ExecutionException, InterruptedException {
        Publisher one =
                new Publisher(SERVICE, "many-" + number + like.key(), like.key(), like.object());
        return !SrsHooks.accepts(within(HOOK_BUDGET, () -> srs.publish(one)));
    }

    private void acceptsEnds(Publisher leaving, int nginxClient, String nginxName) {
        assertThat(within(HOOK_BUDGET, () -> srs.unpublish(leaving)))
                .matches(SrsHooks::accepts, "accepted");
        assertThat(within(HOOK_BUDGET, () -> srs.close(leaving)))
                .matches(SrsHooks::accepts, "accepted");
        assertThat(within(HOOK_BUDGET, () -> nginx.publishDone(nginxClient, nginxName)))
                .returns(200, HttpResponse::statusCode);
    }

    private void keepsWhoIsOnAir(int client, String name) {
        HttpResponse<String> answer = within(HOOK_BUDGET, () -> nginx.update(client, name, 10));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(SeraiProcess.json(answer.body()).get("isLive").asBoolean()).isTrue();
    }

    private void tellsOperators() {
        await("seen")
                .atMost(SOON)
                .until(
                        () ->
                                !health().get("database").get("connected").asBoolean()
                                        && actuator("readiness").statusCode() == 503);
        JsonNode health = health();
        assertThat(health.get("status").asText()).isEqualTo("ok");
        assertThat(health.get("database").get("connected").asBoolean()).isFalse();
        assertThat(actuator("liveness").statusCode()).isEqualTo(200);
        assertThat(serai.get("/api/rooms").statusCode()).isEqualTo(500);
    }

    private String timeline(String key) {
        return serai.admin("/api/admin/streams/" + key + "/timeline?limit=500").toString();
    }

    private JsonNode health() {
        HttpResponse<String> answer = within(HEALTH_BUDGET, () -> serai.get("/health"));
        assertThat(answer.statusCode()).isEqualTo(200);
        return SeraiProcess.json(answer.body());
    }

    private HttpResponse<String> actuator(String group) {
        return serai.get("/actuator/health/" + group);
    }

    private static <T> T within(Duration budget, Supplier<T> call) {
        long begin = System.nanoTime();
        T answer = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(budget);
        return answer;
    }

    private String key() {
        return serai.createRoom("rtmp").get("streamKey").asText();
    }

    private boolean told(String key) {
        return discord.requests().stream().anyMatch(request -> request.body().contains(key));
    }

    private long pending() {
        return count("SELECT count(*) FROM deliveries WHERE state = 'pending'");
    }

    private long count(String query) {
        return database.queryForObject(query, Long.class);
    }

    /** The reason if the newest session has ended, else its state. */
    private String state(String key) {
        return database.queryForObject(
                """
                SELECT coalesce(l.reason, l.state) FROM live_sessions l JOIN rooms USING (stream_id)
                WHERE stream_key = ? AND l.state <> 'contender' ORDER BY l.id DESC LIMIT 1
                """,
                String.class,
                key);
    }
}
