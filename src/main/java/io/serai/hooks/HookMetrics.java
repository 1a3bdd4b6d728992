package io.serai.hooks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.serai.common.http.HttpCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/** How long hooks take, how they end, and when each kind of server was last heard. Thread-safe. */
@Component
final class HookMetrics {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, AtomicReference<Instant>> lastHook = new ConcurrentHashMap<>();

    HookMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** An admitted hook of this server arrived. */
    void heard(String server) {
        lastHook.computeIfAbsent(server, this::watch).set(clock.instant());
    }

    /**
     * A hook was answered.
     *
     * @param outcome {@code accepted}, or why not
     */
    void answered(String server, HttpCall call, String outcome) {
        Timer.builder("serai.hooks")
                .description("Time from a hook's arrival to its answer")
                .tag("server", server)
                .tag("event", event(call))
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(5))
                .register(registry)
                .record(Duration.ofNanos(System.nanoTime() - call.receivedNanos()));
    }

    /** The last part of the path: which hook it is. Only known paths have routes. */
    static String event(HttpCall call) {
        return call.path().substring(call.path().lastIndexOf('/') + 1);
    }

    private AtomicReference<Instant> watch(String server) {
        AtomicReference<Instant> last = new AtomicReference<>(clock.instant());
        Gauge.builder(
                        "serai.hooks.last.seconds",
                        last,
                        at -> Duration.between(at.get(), clock.instant()).toMillis() / 1000.0)
                .description("Seconds since the last hook of this kind of server")
                .tag("server", server)
                .register(registry);
        return last;
    }
}
