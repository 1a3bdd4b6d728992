package io.serai.bench;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The least that making and listing rooms could cost: one statement each, on the same pool. */
@RestController
@RequestMapping("/bench/rooms")
final class BareRooms {
    private static final String LIST =
            """
            SELECT id, name, stream_key, room_type, room_url, created_at, discord_webhook_sent
            FROM rooms
            ORDER BY created_at DESC, stream_id DESC
            LIMIT 10000
            """;

    private final JdbcTemplate jdbc;

    BareRooms(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @PostMapping
    Map<String, Object> create(@RequestBody Map<String, Object> room) {
        UUID id = UUID.randomUUID();
        String key = UUID.randomUUID().toString();
        jdbc.queryForObject("SELECT bench_room(?, ?)", Boolean.class, id, key);
        return Map.of("success", true, "room", Map.of("id", id, "streamKey", key));
    }

    @GetMapping
    Map<String, Object> list() {
        List<Map<String, Object>> rooms = jdbc.queryForList(LIST);
        return Map.of("success", true, "rooms", rooms);
    }
}
