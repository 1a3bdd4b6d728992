package io.serai.restream;

import io.serai.common.StreamId;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What bench/restream needs: destinations for a room's stream, and what became of them. */
@RestController
class RestreamFigures {
    private final Destinations destinations;
    private final JdbcTemplate jdbc;

    RestreamFigures(DestinationRepository repository, KeyCipher cipher, JdbcTemplate jdbc) {
        this.destinations = new Destinations(repository, cipher, Clock.systemUTC());
        this.jdbc = jdbc;
    }

    /** Adds so many; their keys are s1, s2, ... */
    @PostMapping("/bench/destinations")
    void add(@RequestParam String room, @RequestParam String url, @RequestParam int count) {
        Long stream =
                jdbc.queryForObject(
                        "SELECT stream_id FROM rooms WHERE stream_key = ?", Long.class, room);
        for (int number = 1; number <= count; number++) {
            destinations.create(
                    new NewDestination(
                            new StreamId(stream),
                            1,
                            "custom",
                            url,
                            "Number " + number,
                            Optional.empty(),
                            true,
                            new TargetKey("s" + number)));
        }
    }

    /** How many run, and how long after the hook's commit processes started and media arrived. */
    @GetMapping("/bench/restreams")
    Map<String, Object> figures() {
        return jdbc.queryForMap(
                """
                WITH live AS (
                    SELECT stream_id, max(at) AS at FROM stream_events WHERE type = 'stream.live' GROUP BY stream_id),
                run AS (
                    SELECT 1000 * extract(epoch FROM r.started_at - l.at) AS started,
                           1000 * extract(epoch FROM r.running_at - l.at) AS running
                    FROM restream_runs r
                    JOIN destinations d ON d.id = r.destination_id
                    JOIN live l ON l.stream_id = d.stream_id)
                SELECT count(*) AS runs, count(running) AS running,
                       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY started)) AS started_p50,
                       round(percentile_cont(0.99) WITHIN GROUP (ORDER BY started)) AS started_p99,
                       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY running)) AS running_p50,
                       round(percentile_cont(0.99) WITHIN GROUP (ORDER BY running)) AS running_p99
                FROM run
                """);
    }
}
