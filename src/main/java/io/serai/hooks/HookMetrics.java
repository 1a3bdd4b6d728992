package io.serai.hooks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.serai.common.http.HttpCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/** How long hooks take, how they end, and when each kind of server was last heard. Thread-safe. */
@Component
final class HookMetrics {
    private static final Set<String> EVENTS =
            Set.of(
                    "connect",
                    "close",
                    "publish",
                    "unpublish",
                    "play",
                    "stop",
                    "hls",
                    "dvr",
                    "heartbeat",
                    "activate",
                    "deactivate",
                    "status",
                    "play-done",
                    "record-done",
                    "on_publish",
                    "on_unpublish");

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, AtomicReference<Instant>> lastHook = new ConcurrentHashMap<>();

    /** The registry would look for each by a list of tags that has to be built and sorted first. */
    private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

    HookMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** What tells one timer from another. */
    private record Answered(String server, String event, String outcome) {}

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
        answered(server, event(call), call, outcome);
    }

    /**
     * A hook was answered whose path does not say which it is.
     *
     * @param event one of a few names
     */
    void answered(String server, String event, HttpCall call, String outcome) {
        timers.computeIfAbsent(new Answered(server, event, outcome), this::timer)
                .record(System.nanoTime() - call.receivedNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Which hook it is: the last part of the path. The path is as the client wrote it, with escapes
     * and path parameters, so what is not among the known names has no label of its own.
     */
    static String event(HttpCall call) {
        String last = call.path().substring(call.path().lastIndexOf('/') + 1);
        int parameters = last.indexOf(';');
        String event = parameters < 0 ? last : last.substring(0, parameters);
        return EVENTS.contains(event) ? event : "other";
    }

    private Timer timer(Answered answered) {
        return Timer.builder("serai.hooks")
                .description("Time from a hook's arrival to its answer")
                .tag("server", answered.server())
                .tag("event", answered.event())
                .tag("outcome", answered.outcome())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(5))
                .register(registry);
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
