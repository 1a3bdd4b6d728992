package io.serai.web;

import io.serai.common.http.Answer;
import io.serai.common.http.Json;
import io.serai.web.DatabaseStats.Stats;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * What {@code GET /health} and the test of the database tell. It answers within a second whatever
 * hangs. Thread-safe.
 */
@Component
final class SystemHealth {
    private static final Logger log = LoggerFactory.getLogger(SystemHealth.class);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final Clock clock;
    private final HealthContributorRegistry contributors;
    private final DatabaseStats stats;
    private final TimedProbe<Look> database;
    private final TimedProbe<Map<String, Object>> details;

    SystemHealth(Clock clock, DatabaseStats stats, HealthContributorRegistry contributors) {
        this.clock = clock;
        this.contributors = contributors;
        this.stats = stats;
        this.database = new TimedProbe<>("database", this::look, FRESH, PATIENCE);
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

    /** What PixelCast's test of the database answers. */
    record DatabaseTest(
            boolean success, boolean connected, @Nullable Stats stats, String message) {}

    /** What it answers when the database does something unexpected. */
    record DatabaseBroken(boolean success, boolean connected, String error) {}

    /** What the database answered. */
    private sealed interface Look {
        record Works(Stats stats) implements Look {}

        /** It can be reached, but it is not as we left it. */
        record Broken() implements Look {}
    }

    /** No longer than a second, whatever the database does. */
    Answer testDatabase() {
        return switch (database.get().orElse(null)) {
            case null ->
                    Json.answer(
                            200, new DatabaseTest(true, false, null, "Database connection failed"));
            case Look.Works(Stats found) ->
                    Json.answer(
                            200,
                            new DatabaseTest(true, true, found, "Database is working correctly"));
            case Look.Broken() ->
                    Json.answer(
                            500,
                            new DatabaseBroken(false, false, "The database refused the question"));
        };
    }

    private Look look() {
        try {
            return new Look.Works(stats.read());
        } catch (RuntimeException e) {
            if (DatabaseAway.explains(e)) {
                throw e;
            }
            log.warn("database.broken", e);
            return new Look.Broken();
        }
    }

    Report report() {
        Optional<Stats> stats =
                database.get()
                        .flatMap(
                                look ->
                                        look instanceof Look.Works(Stats found)
                                                ? Optional.of(found)
                                                : Optional.empty());
        return new Report(
                "ok",
                Json.time(clock.instant()),
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
