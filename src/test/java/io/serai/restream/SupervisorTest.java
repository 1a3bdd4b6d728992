package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.common.StreamId;
import io.serai.restream.Launcher.Launched;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Real processes of a program that behaves as badly as it is told. */
class SupervisorTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String KEY = "planted-key-of-the-target";
    private static final String SOURCE = "planted-key-of-the-source";
    private static final Node NODE = new Node("this-node", UUID.randomUUID().toString(), "here");

    private final KeyCipher cipher =
            new KeyCipher(EncryptionKey.of("KEY", "ab".repeat(32)), Optional.empty());
    private final Notes notes = new Notes();
    private final Pump pump = new Pump();
    private final Starter starter = new Starter();
    private FakeFfmpeg ffmpeg;
    private PresetFiles presets;
    private Supervisor supervisor;

    /** What was told. */
    private static final class Notes extends Silence {
        final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        final List<Launched> launched = new CopyOnWriteArrayList<>();
        final List<Integer> exitCodes = new CopyOnWriteArrayList<>();

        @Override
        public void changed(Order order, Actual before, Actual after, List<String> lines) {
            told.add(after.state().text());
        }

        @Override
        public void started(Order order, Launched start) {
            launched.add(start);
        }

        @Override
        public void runEnded(
                Order order,
                String marker,
                int exitCode,
                Optional<Failure> why,
                Progress progress) {
            exitCodes.add(exitCode);
        }

        @Override
        public void failed(Order order, Failure failure, int attempts, boolean gaveUp) {
            told.add(failure.kind().text());
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) {
        ffmpeg = new FakeFfmpeg(directory);
        starter.start();
        pump.start();
        supervise(directory, "");
    }

    private void supervise(Path directory, String user) {
        presets =
                PresetFiles.open(
                        directory, NODE.installation(), RestreamConfiguration.reader(user));
        RestreamSettings.Process settings =
                new RestreamSettings.Process(
                        ffmpeg.program(),
                        user,
                        "none",
                        7,
                        Duration.ofMillis(500),
                        1000,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30));
        Launcher launcher =
                new Launcher(
                        new TargetCheck(true, host -> new InetAddress[0]),
                        cipher,
                        new FfmpegProgram(Optional.of(ffmpeg.program())),
                        Sandbox.find(settings),
                        presets,
                        starter,
                        pump,
                        NODE);
        supervisor =
                new Supervisor(
                        new Machine(settings, new Random(1)), launcher, notes, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        supervisor.close();
        boolean ended = supervisor.awaitEnd(Duration.ofSeconds(8));
        pump.close();
        presets.close();
        notes.launched.forEach(one -> one.process().kill());
        assertThat(ended).isTrue();
    }

    @Test
    void startsAndStopsIt() {
        supervisor.want(order(1, "run"));

        awaitState("running");
        assertThat(supervisor.find(id(1)).orElseThrow().progress())
                .satisfies(
                        progress -> {
                            assertThat(progress.fps()).isEqualTo(25.0);
                            assertThat(progress.bitrate()).isEqualTo(300.5);
                            assertThat(progress.speed()).isEqualTo(1.01);
                            assertThat(progress.dropped()).isEqualTo(2);
                        });
        supervisor.keep(Set.of());
        await("ended").atMost(SOON).until(() -> supervisor.find(id(1)).isEmpty());
        assertThat(notes.told).containsExactly("starting", "running", "stopping", "stopped");
        assertThat(notes.exitCodes).containsExactly(0);
    }

    @Test
    void givesTheProcessTheKeyWhereNobodyElseReadsIt() throws Exception {
        supervisor.want(order(1, "run"));
        awaitState("running");

        assertThat(ffmpeg.notes("preset")).containsExactly("rtmp_playpath=" + KEY + "\n");
        assertThat(ffmpeg.notes("mode")).containsExactly("600\n");
        assertThat(ffmpeg.notes("arguments").getFirst()).doesNotContain(KEY);
        assertThat(ffmpeg.notes("environment").getFirst()).doesNotContain(KEY);
        await("the file is gone")
                .atMost(SOON)
                .until(() -> Files.notExists(notes.launched.getFirst().preset()));
    }

    @Test
    void keepsTheProcessApart() {
        supervisor.want(order(1, "run"));
        awaitState("running");

        Launched launched = notes.launched.getFirst();
        assertThat(ffmpeg.notes("environment").getFirst().lines().map(SupervisorTest::name))
                .containsOnly(
                        "SERAI_RESTREAM",
                        "LC_ALL",
                        "PATH",
                        "AV_LOG_FORCE_NOCOLOR",
                        "PWD",
                        "SHLVL",
                        "_");
        assertThat(ffmpeg.notes("environment").getFirst())
                .contains("SERAI_RESTREAM=" + launched.marker());
        assertThat(ffmpeg.notes("files").getFirst()).isEmpty();
        assertThat(ffmpeg.notes("cores")).containsExactly("0\n");
        int own = Integer.parseInt(Sandbox.output("nice").orElseThrow().strip());
        assertThat(ffmpeg.notes("nice")).containsExactly(Math.min(19, own + 7) + "\n");
        String pid = Long.toString(launched.process().pid());
        assertThat(ffmpeg.notes("group").getFirst().strip().split("\\s+")).startsWith(pid, pid);
    }

    @Test
    @EnabledIf("isRoot")
    void runsItAsAnotherUserWhoCanReadTheKey(@TempDir Path directory) throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        ffmpeg = new FakeFfmpeg(directory);
        presets.close();
        supervise(directory, "nobody");

        supervisor.want(order(1, "run"));
        awaitState("running");

        assertThat(ffmpeg.notes("group").getFirst().strip()).endsWith("nobody");
        assertThat(ffmpeg.notes("preset")).containsExactly("rtmp_playpath=" + KEY + "\n");
        assertThat(ffmpeg.notes("mode")).containsExactly("600\n");
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Test
    void endsOneThatTakesNoticeOfTheSecondSigtermOnly() {
        supervisor.want(order(1, "twice"));
        awaitState("running");

        long begin = System.nanoTime();
        supervisor.keep(Set.of());
        await("ended").atMost(SOON).until(() -> supervisor.find(id(1)).isEmpty());

        assertThat(notes.exitCodes).containsExactly(255);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(1900), Duration.ofMillis(4500));
    }

    @Test
    void endsManyThatIgnoreEverythingWithinSixSeconds() {
        for (int i = 1; i <= 8; i++) {
            supervisor.want(order(i, "deaf"));
        }
        await("all run")
                .atMost(SOON)
                .until(
                        () ->
                                supervisor
                                        .all()
                                        .allMatch(
                                                one ->
                                                        one.situation().actual()
                                                                instanceof Actual.Running));

        supervisor.close();

        assertThat(supervisor.awaitEnd(Duration.ofSeconds(6))).isTrue();
        assertThat(notes.exitCodes).hasSize(8).containsOnly(137);
    }

    @Test
    void replacesOneThatStalls() {
        supervisor.want(order(1, "stalls"));

        await("started again").atMost(SOON).until(() -> ffmpeg.starts() >= 2);
        assertThat(notes.told)
                .startsWith(
                        "starting", "running", "stopping", "backing-off", "stalled", "starting");
    }

    @Test
    void replacesOneFromWhichNothingComes() {
        supervisor.want(order(1, "silent"));

        await("started again").atMost(SOON).until(() -> ffmpeg.starts() >= 2);
        assertThat(notes.told).startsWith("starting", "stopping", "backing-off", "stalled");
    }

    @Test
    void readsAFloodWithoutHarmAndShowsNoSecretOfIt() {
        supervisor.want(order(1, "floods"));
        supervisor.want(order(2, "run"));
        awaitState("running");

        Supervised flooding = supervisor.find(id(1)).orElseThrow();
        await("lines").atMost(SOON).until(() -> flooding.lines().size() == 50);
        assertThat(flooding.lines()).containsOnly("[error] key ***");
        await("goes on beside it")
                .during(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(
                        () ->
                                supervisor.find(id(2)).orElseThrow().situation().actual()
                                        instanceof Actual.Running);
    }

    @Test
    void startsAgainWhateverTheExitCode() {
        for (int code : List.of(0, 1, 137, 255)) {
            supervisor.want(order(1 + code, "exit-" + code));
        }

        await("each again").atMost(SOON).until(() -> ffmpeg.starts() >= 8);
        assertThat(notes.exitCodes).contains(0, 1, 137, 255);
    }

    @Test
    void leavesARefusedKeyAloneAfterThreeTimes() {
        supervisor.want(order(1, "refused"));

        await("given up").atMost(Duration.ofSeconds(20)).until(() -> notes.told.contains("failed"));
        assertThat(ffmpeg.starts()).isEqualTo(3);
        assertThat(supervisor.held()).isZero();
    }

    @Test
    void oneThatIsKilledComesBackWhileTheOthersGoOn() {
        supervisor.want(order(1, "run"));
        awaitState("running");
        supervisor.want(order(2, "run"));
        await("both").atMost(SOON).until(() -> ffmpeg.starts() == 2);
        Launched other = notes.launched.getLast();

        notes.launched.getFirst().process().kill();

        await("again").atMost(SOON).until(() -> ffmpeg.starts() == 3);
        assertThat(notes.told).contains("killed");
        assertThat(other.process().isAlive()).isTrue();
    }

    @Test
    void startsTheChangedOneInPlaceOfTheOld() {
        supervisor.want(order(1, "run"));
        awaitState("running");

        supervisor.want(order(1, "twice", new Wish(2, 1)));

        await("again").atMost(SOON).until(() -> ffmpeg.starts() == 2);
        assertThat(notes.launched.getFirst().process().isAlive()).isFalse();
        assertThat(notes.told).doesNotContain("backing-off");
    }

    @Test
    void saysWhyItCannotBeStarted() {
        SealedKey ofAnotherRow = cipher.seal(id(99), new TargetKey(KEY));
        Order order = order(1, "run");

        supervisor.want(
                new Order(
                        order.destination(),
                        order.stream(),
                        order.owner(),
                        order.platform(),
                        order.wish(),
                        order.claim(),
                        order.target(),
                        ofAnotherRow,
                        order.source(),
                        order.arguments()));

        await("failed").atMost(SOON).until(() -> notes.told.contains("failed"));
        assertThat(notes.told).contains("unreadable-key");
        assertThat(ffmpeg.starts()).isZero();
        assertThat(supervisor.find(id(1)).orElseThrow().lines().getFirst())
                .contains("does not open")
                .doesNotContain(KEY);
    }

    private void awaitState(String state) {
        await(state).atMost(SOON).until(() -> notes.told.contains(state));
    }

    private Order order(int destination, String mode) {
        return order(destination, mode, new Wish(1, 1));
    }

    private Order order(int destination, String mode, Wish wish) {
        Target target = Target.parse("rtmp://127.0.0.1/" + mode);
        return new Order(
                id(destination),
                new StreamId(1),
                1,
                "custom",
                wish,
                1,
                target,
                cipher.seal(id(destination), new TargetKey(KEY)),
                SOURCE,
                List.of("-i", "rtmp://127.0.0.1/live/" + SOURCE, "-f", "flv", target.url()));
    }

    private static DestinationId id(int number) {
        return new DestinationId(number);
    }

    private static String name(String variable) {
        return variable.substring(0, variable.indexOf('='));
    }
}
