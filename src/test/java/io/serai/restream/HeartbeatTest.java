package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.common.StreamId;
import io.serai.testing.TestPostgres;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import org.springframework.jdbc.datasource.DelegatingDataSource;

class HeartbeatTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Node ONE = new Node("one", UUID.randomUUID().toString(), "here");
    private static final Node TWO = new Node("two", UUID.randomUUID().toString(), "there");

    private final Database database = new Database(TestPostgres.freshDatabase());
    private final LeaseRepository leases = new LeaseRepository(JdbcClient.create(database));
    private final KeyCipher cipher =
            new KeyCipher(EncryptionKey.of("KEY", "ab".repeat(32)), Optional.empty());
    private final Pump pump = new Pump();
    private final Starter starter = new Starter();
    private PresetFiles presets;
    private Supervisor supervisor;
    private Heartbeat heartbeat;
    private Order order;

    /** It can be away. */
    private static final class Database extends DelegatingDataSource {
        private volatile boolean away;

        Database(DataSource real) {
            super(real);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("away");
            }
            return super.getConnection();
        }
    }

    @BeforeEach
    void oneRuns(@TempDir Path directory) {
        FakeFfmpeg ffmpeg = new FakeFfmpeg(directory);
        presets = PresetFiles.open(directory, ONE.installation(), Optional.empty());
        starter.start();
        pump.start();
        Launcher launcher =
                new Launcher(
                        new TargetCheck(true, host -> new InetAddress[0]),
                        cipher,
                        new FfmpegProgram(Optional.of(ffmpeg.program())),
                        Sandbox.find(MachineTimes.DEFAULT),
                        presets,
                        starter,
                        pump,
                        ONE);
        supervisor =
                new Supervisor(
                        new Machine(MachineTimes.DEFAULT, new Random(1)),
                        launcher,
                        new Silence(),
                        Clock.systemUTC());
        JdbcTemplate jdbc = new JdbcTemplate(database);
        heartbeat = new Heartbeat(ONE, leases, supervisor, jdbc, LEASE);
        jdbc.update("INSERT INTO streams (id, surface, title) VALUES (1, 'streamhelper', 'A')");
        leases.renew(ONE, LEASE);
        heartbeat.beat();
        order = held(order(jdbc));
        supervisor.want(order);
        await("runs").atMost(SOON).until(this::running);
    }

    @AfterEach
    void close() {
        supervisor.close();
        supervisor.awaitEnd(Duration.ofSeconds(6));
        pump.close();
        presets.close();
    }

    @Test
    void writesHowFarProcessesAre() {
        heartbeat.beat();

        assertThat(
                        new JdbcTemplate(database)
                                .queryForMap("SELECT fps, speed, bytes > 0 AS some FROM restreams"))
                .containsEntry("fps", 25.0)
                .containsEntry("speed", 1.01)
                .containsEntry("some", true);
    }

    @Test
    void givesUpWhatAnotherNodeHasTaken() {
        leases.renew(ONE, Duration.ofSeconds(-1));
        leases.renew(TWO, LEASE);
        assertThat(leases.claim(TWO, List.of(order), Instant.now())).hasSize(1);

        heartbeat.beat();

        await("ended").atMost(SOON).until(() -> supervisor.find(order.destination()).isEmpty());
    }

    @Test
    void goesOnWithoutTheDatabaseWhereNobodyElseCouldTakeOver() {
        database.away = true;

        await("goes on").during(LEASE.plusSeconds(1)).atMost(SOON).until(this::beatsAndRuns);
    }

    @Test
    void endsBeforeItsLeaseDoesWhereSomebodyElseCouldTakeOver() {
        leases.renew(TWO, LEASE);
        heartbeat.beat();
        long begin = System.nanoTime();
        database.away = true;

        await("ended")
                .atMost(SOON)
                .until(
                        () -> {
                            heartbeat.beat();
                            heartbeat.stopBeforeOthersStart();
                            return supervisor.find(order.destination()).isEmpty();
                        });
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LEASE);
    }

    private boolean beatsAndRuns() {
        heartbeat.beat();
        heartbeat.stopBeforeOthersStart();
        return running();
    }

    private boolean running() {
        return supervisor
                .find(order.destination())
                .filter(one -> one.situation().actual() instanceof Actual.Running)
                .filter(one -> one.progress().bytes() > 0)
                .isPresent();
    }

    private Order held(Order wanted) {
        return wanted.held(
                leases.claim(ONE, List.of(wanted), Instant.now()).get(wanted.destination()));
    }

    private Order order(JdbcTemplate jdbc) {
        Destinations destinations =
                new Destinations(
                        new DestinationRepository(JdbcClient.create(jdbc)),
                        cipher,
                        Clock.systemUTC());
        Destination destination =
                destinations.create(
                        new NewDestination(
                                new StreamId(1),
                                1,
                                "custom",
                                "rtmp://127.0.0.1/run",
                                "A target",
                                Optional.empty(),
                                true,
                                new TargetKey("key")));
        return new Order(
                destination.id(),
                destination.stream(),
                1,
                "custom",
                new Wish(1, 1),
                0,
                Target.parse(destination.url()),
                destination.key(),
                "source",
                List.of("-i", "rtmp://127.0.0.1/live/source", destination.url()));
    }
}
