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
