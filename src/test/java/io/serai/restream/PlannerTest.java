package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.common.StreamId;
import io.serai.testing.TestPostgres;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** With a supervisor whose processes can't be started: what is planned counts here. */
class PlannerTest {
    private static final StreamId STREAM = new StreamId(1);
    private static final Node NODE = new Node("one", UUID.randomUUID().toString(), "here");
    private static final RestreamSettings SETTINGS =
            new RestreamSettings(
                    "",
                    "",
                    true,
                    "rtmp://nginx/live",
                    "rtmp://srs",
                    Map.of(),
                    Map.of("copy", "-c copy"),
                    Map.of(
                            "custom",
                            new RestreamSettings.PlatformEntry("Custom", Map.of(), 0, "copy")),
                    MachineTimes.DEFAULT,
                    new RestreamSettings.Limits(
                            100, 100, Duration.ofDays(1), Duration.ofMinutes(1)));

    private final DataSource database = TestPostgres.freshDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcClient client = JdbcClient.create(database);
    private final KeyCipher cipher =
            new KeyCipher(EncryptionKey.of("KEY", "ab".repeat(32)), Optional.empty());
    private final Destinations destinations =
            new Destinations(new DestinationRepository(client), cipher, Clock.systemUTC());
    private final Silence silence = new Silence();
    private PresetFiles presets;
    private Supervisor supervisor;
    private Planner planner;

    @BeforeEach
    void onAir(@TempDir Path directory) {
        presets = PresetFiles.open(directory, NODE.installation(), Optional.empty());
        supervisor = supervisor();
        planner = planner();
        new LeaseRepository(client).renew(NODE, Duration.ofMinutes(1));
        jdbc.update(
                "INSERT INTO streams (id, surface, title, owner_id) VALUES (1, 'streamhelper', 'A',"
                        + " 1)");
        jdbc.update(
                """
                INSERT INTO live_sessions (id, stream_id, publication, state, source, boot, client, path, protocol,
                                           digest, started_at, broadcast_id, broadcast_started_at)
                VALUES (7, 1, '', 'open', 'nginx:nginx-rtmp', '', '1', '/live/abc', 'rtmp', '', now(), 7, now())
                """);
    }

    @AfterEach
    void close() {
        supervisor.close();
        supervisor.awaitEnd(Duration.ofSeconds(5));
        presets.close();
    }

    @Test
    void ordersWhatIsEnabledOnAirAndStored() {
        DestinationId enabled = destination();
        destinations.change(destination(), RestreamSite.enabled(false));
        destinations.delete(destination());

        assertThat(planner.plan(STREAM))
                .singleElement()
                .satisfies(
                        order -> {
                            assertThat(order.destination()).isEqualTo(enabled);
                            assertThat(order.wish()).isEqualTo(new Wish(1, 7));
                            assertThat(order.claim()).isPositive();
                            assertThat(order.arguments())
                                    .contains("rtmp://nginx/live/abc?serai=restream");
                        });
    }

    @Test
    void ordersNothingForAStreamThatIsNotOnAirOrDeleted() {
        destination();
        jdbc.update("UPDATE streams SET deleted_at = now()");
        assertThat(planner.plan(STREAM)).isEmpty();
        jdbc.update("UPDATE streams SET deleted_at = NULL");
        jdbc.update("UPDATE live_sessions SET state = 'ended', ended_at = now()");

        assertThat(planner.plan(STREAM)).isEmpty();
        assertThat(planner.planAll()).isEmpty();
    }

    @Test
    void goesOnForAPublisherThatItsServerHasJustLost() {
        destination();
        jdbc.update("UPDATE live_sessions SET state = 'suspect', suspect_since = now()");

        assertThat(planner.plan(STREAM)).hasSize(1);
    }

    @Test
    void ordersNothingForWhatIsBeingDone() {
        destination();
        planner.plan(STREAM).forEach(supervisor::want);

        assertThat(planner.plan(STREAM)).isEmpty();
        assertThat(planner.planAll()).isEmpty();
    }

    @Test
    void ordersAnewWhatWasChanged() {
        DestinationId id = destination();
        planner.plan(STREAM).forEach(supervisor::want);

        destinations.change(id, RestreamSite.key("another"));

        assertThat(planner.plan(STREAM))
                .singleElement()
                .satisfies(order -> assertThat(order.wish()).isEqualTo(new Wish(2, 7)));
    }

    @Test
    void aNewNameIsNoReasonToStartAnew() {
        DestinationId id = destination();
        planner.plan(STREAM).forEach(supervisor::want);

        destinations.change(
                id,
                new DestinationChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("Another name"),
                        Optional.empty()));

        assertThat(planner.plan(STREAM)).isEmpty();
    }

    @Test
    void endsWhatIsWantedNoMoreAndNothingElse() {
        DestinationId first = destination();
        DestinationId second = destination();
        planner.plan(STREAM).forEach(supervisor::want);
        assertThat(supervisor.find(second)).isPresent();

        destinations.delete(first);
        planner.plan(STREAM);

        await("gone").until(() -> supervisor.find(first).isEmpty());
        assertThat(supervisor.find(second)).isPresent();
    }

    private DestinationId destination() {
        return destinations
                .create(
                        new NewDestination(
                                STREAM,
                                1,
                                "custom",
                                "rtmp://127.0.0.1:1/app",
                                "A target",
                                Optional.empty(),
                                true,
                                new TargetKey("key")))
                .id();
    }

    private Supervisor supervisor() {
        Launcher launcher =
                new Launcher(
                        new TargetCheck(true, host -> new InetAddress[0]),
                        cipher,
                        new FfmpegProgram(Optional.empty()),
                        new Sandbox(List.of()),
                        presets,
                        new Starter(),
                        new Pump(),
                        NODE);
        return new Supervisor(
                new Machine(MachineTimes.DEFAULT, new Random(1)),
                launcher,
                silence,
                Clock.systemUTC());
    }

    private Planner planner() {
        Claims claims =
                new Claims(
                        NODE,
                        new LeaseRepository(client),
                        SETTINGS.limits(),
                        (event, batch) -> {},
                        new RestreamMetrics(
                                new SimpleMeterRegistry(), List.of(), Clock.systemUTC()),
                        new TransactionTemplate(new JdbcTransactionManager(database)),
                        jdbc,
                        Clock.systemUTC());
        return new Planner(
                new WantedRepository(client),
                new CommandLine(SETTINGS, new Platforms(SETTINGS)),
                claims,
                supervisor);
    }
}
