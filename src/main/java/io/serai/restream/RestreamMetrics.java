package io.serai.restream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What operators see of the restreams of this node. Thread-safe. */
final class RestreamMetrics {
    private static final String RUNS = "serai.restream.runs";

    private final MeterRegistry registry;
    private final List<Platform> platforms;
    private final Clock clock;
    private final Map<String, Instant> begun = new ConcurrentHashMap<>();
    private final Counter orphans;

    RestreamMetrics(MeterRegistry registry, List<Platform> platforms, Clock clock) {
        this.registry = registry;
        this.platforms = platforms;
        this.clock = clock;
        this.orphans =
                Counter.builder("serai.restream.orphans")
                        .description("Processes that an earlier Serai left behind, and were ended")
                        .register(registry);
        // From the beginning, so that the first failure is a growth that an alert sees.
        for (Platform platform : platforms) {
            for (FailureKind kind : FailureKind.values()) {
                failures(platform.id(), kind);
            }
            restarts(platform.id());
        }
    }

    /** Shows what the supervisor has, whenever somebody asks. */
    void watch(Supplier<Stream<Supervised>> restreams) {
        for (RestreamState state : RestreamState.values()) {
            Gauge.builder(
                            "serai.restream.processes",
                            () -> restreams.get().filter(one -> isIn(one, state)).count())
                    .description("Restreams of this node by state")
                    .tag("state", state.text())
                    .register(registry);
        }
        Gauge.builder(
                        "serai.restream.streams",
                        () ->
                                restreams
                                        .get()
                                        .filter(one -> one.situation().actual().living())
                                        .map(one -> one.order().stream())
                                        .distinct()
                                        .count())
                .description("Streams that this node sends on")
                .register(registry);
        for (Platform platform : platforms) {
            Gauge.builder(
                            "serai.restream.bitrate",
                            () ->
                                    restreams
                                            .get()
                                            .filter(one -> isIn(one, RestreamState.RUNNING))
                                            .filter(one -> isFor(one, platform))
                                            .mapToDouble(one -> one.progress().bitrate() * 1000)
                                            .sum())
                    .description("What is sent to a platform")
                    .baseUnit("bits_per_second")
                    .tag("platform", platform.id())
                    .register(registry);
        }
    }

    void runBegan(String marker) {
        begun.put(marker, clock.instant());
    }

    void runEnded(String marker, String platform) {
        Instant since = begun.remove(marker);
        if (since != null) {
            Timer.builder(RUNS)
                    .description("How long processes lived")
                    .tag("platform", platform)
                    .register(registry)
                    .record(Duration.between(since, clock.instant()));
        }
    }

    void failed(String platform, FailureKind kind) {
        failures(platform, kind).increment();
    }

    void restarted(String platform) {
        restarts(platform).increment();
    }

    void orphanEnded() {
        orphans.increment();
    }

    private Counter failures(String platform, FailureKind kind) {
        return registry.counter(
                "serai.restream.failures", Tags.of("platform", platform, "kind", kind.text()));
    }

    private Counter restarts(String platform) {
        return registry.counter("serai.restream.restarts", "platform", platform);
    }

    private static boolean isIn(Supervised restream, RestreamState state) {
        return restream.situation().actual().state() == state;
    }

    private static boolean isFor(Supervised restream, Platform platform) {
        return restream.order().platform().equals(platform.id());
    }
}
