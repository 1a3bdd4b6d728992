package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.RealFfmpeg;
import io.serai.testing.RealNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of Serai, wished or not, leaves no process behind, and the next start goes on. */
class RestreamKillIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path directory;

    private RestreamSite site;
    private RealNginx target;

    @BeforeEach
    void start() {
        site = new RestreamSite(directory);
        target = RestreamSite.target();
        site.serai().start();
    }

    @AfterEach
    void stop() {
        site.close();
        target.close();
    }

    @Test
    void afterAKillTheNextStartEndsWhatIsLeftAndGoesOn() throws IOException {
        RestreamSite.Stream stream = site.stream();
        List<Destination> destinations = destinations(stream, 3);
        try (RealFfmpeg publisher = site.publish(stream)) {
            awaitAll("running", destinations);
            List<ProcessHandle> former =
                    destinations.stream().flatMap(one -> site.process(one).stream()).toList();
            Process orphan = orphan();

            site.serai().kill();
            site.serai().start();

            assertThat(former).hasSize(3).noneMatch(ProcessHandle::isAlive);
            assertThat(orphan.isAlive()).isFalse();
            await("each once more")
                    .atMost(SOON)
                    .until(
                            () ->
                                    destinations.stream()
                                            .allMatch(
                                                    one ->
                                                            site.runs(one) == 2
                                                                    && site.process(one)
                                                                            .isPresent()));
            awaitAll("running", destinations);
            assertThat(publisher.running()).isTrue();
            assertThat(
                            site.jdbc()
                                    .queryForObject(
                                            "SELECT count(*) FROM restream_runs WHERE ended_at IS"
                                                    + " NULL",
                                            Integer.class))
                    .isEqualTo(3);
        }
    }

    @Test
    void atSigtermAllEndWithinEightSeconds() {
        RestreamSite.Stream stream = site.stream();
        List<Destination> destinations = destinations(stream, 8);
        try (RealFfmpeg publisher = site.publish(stream)) {
            awaitAll("running", destinations);
            // A silent source is what makes ffmpeg deaf to the first SIGTERM.
            publisher.freeze();

            long begin = System.nanoTime();
            assertThat(site.serai().terminate(Duration.ofSeconds(8))).isIn(0, 143);

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(8));
            assertThat(destinations).allMatch(one -> site.process(one).isEmpty());
            assertThat(destinations).allMatch(one -> site.state(one).equals("stopped"));
            publisher.resume();
        }
    }

    private List<Destination> destinations(RestreamSite.Stream stream, int count) {
        List<Destination> destinations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            destinations.add(site.destination(stream, target, "planted-key-" + i));
        }
        return destinations;
    }

    /** As a process would be on a system that does not end it with its parent. */
    private Process orphan() throws IOException {
        String installation =
                Files.readString(directory.resolve("data/restream-installation")).strip();
        ProcessBuilder orphan = new ProcessBuilder("sleep", "300");
        orphan.environment().put(Launcher.MARKER, installation + ":a-former-node:1");
        return orphan.start();
    }

    private void awaitAll(String state, List<Destination> destinations) {
        await(state)
                .atMost(SOON)
                .until(() -> destinations.stream().allMatch(one -> site.state(one).equals(state)));
    }
}
