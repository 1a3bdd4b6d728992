package io.serai.bench;

import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How long it took from the arrival of hooks until the reaction {@code bench} was finished. */
@RestController
@RequestMapping("/bench/reactions")
final class Reactions {
    private static final String LATENCY =
            """
            SELECT count(*) AS reactions,
                   round((percentile_cont(0.5) WITHIN GROUP (ORDER BY took))::numeric, 1) AS p50_ms,
                   round((percentile_cont(0.99) WITHIN GROUP (ORDER BY took))::numeric, 1) AS p99_ms
            FROM (SELECT 1000 * extract(epoch FROM finished_at - event_at) AS took
                  FROM finished_deliveries WHERE subscription = 'bench') finished
            """;

    private final JdbcTemplate jdbc;

    Reactions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @GetMapping
    Map<String, Object> latency() {
        return jdbc.queryForMap(LATENCY);
    }

    /** Forgets what finished so far, as the reactions of a warm-up. */
    @DeleteMapping
    void forget() {
        jdbc.update("DELETE FROM finished_deliveries WHERE subscription = 'bench'");
    }
}
