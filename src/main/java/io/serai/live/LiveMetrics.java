package io.serai.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * How many sessions there are in each state, as the newest reconciler round saw it. Thread-safe.
 */
@Component
final class LiveMetrics {
    private static final List<String> STATES = List.of("open", "suspect", "contender");

    private volatile Map<String, Integer> counts = Map.of();

    LiveMetrics(MeterRegistry registry) {
        for (String state : STATES) {
            Gauge.builder("serai.live.sessions", () -> counts.getOrDefault(state, 0))
                    .description("Sessions by state")
                    .tag("state", state)
                    .register(registry);
        }
    }

    void seen(Map<String, Integer> byState) {
        counts = Map.copyOf(byState);
    }
}
