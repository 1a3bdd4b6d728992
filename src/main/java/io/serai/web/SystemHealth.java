package io.serai.web;

import io.serai.web.DatabaseStats.Stats;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** What {@code GET /health} tells. It answers within a second whatever hangs. Thread-safe. */
@Component
final class SystemHealth {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final Clock clock;
    private final HealthContributorRegistry contributors;
    private final TimedProbe<Stats> database;
    private final TimedProbe<Map<String, Object>> details;

    SystemHealth(Clock clock, DatabaseStats stats, HealthContributorRegistry contributors) {
        this.clock = clock;
        this.contributors = contributors;
        this.database = new TimedProbe<>("database", stats::read, FRESH, PATIENCE);
        this.details = new TimedProbe<>("details", this::readDetails, FRESH, PATIENCE);
    }

    /**
     * @param stats null while the database does not answer, as PixelCast's clients know it
     */
    record Database(boolean connected, @Nullable Stats stats) {}

    /**
     * @param details what our own components say, by their name
     */
    record Report(
            String status,
            String timestamp,
            String version,
            Database database,
            Map<String, Object> details) {}

    Report report() {
        Optional<Stats> stats = database.get();
        return new Report(
                "ok",
                clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                WebSteps.VERSION,
                new Database(stats.isPresent(), stats.orElse(null)),
                details.get().orElse(Map.of()));
    }

    private Map<String, Object> readDetails() {
        Map<String, Object> all = new LinkedHashMap<>();
        contributors.stream()
                .filter(named -> isOurs(named.getContributor()))
                .forEach(
                        named -> {
                            Health health = ((HealthIndicator) named.getContributor()).health();
                            if (!health.getDetails().isEmpty()) {
                                all.put(named.getName(), health.getDetails());
                            }
                        });
        return all;
    }

    private static boolean isOurs(Object contributor) {
        return contributor instanceof HealthIndicator
                && contributor.getClass().getName().startsWith("io.serai.");
    }
}
