package io.serai.bench;

import io.serai.database.HookDatabase;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The least that a hook could cost: a bare controller that takes the same lock and makes the same
 * writes as Serai's hooks, through one SQL function on the same pool, and decides nothing.
 */
@RestController
@RequestMapping("/bench")
final class BareHooks {
    private static final Map<String, Object> ACCEPTED = Map.of("code", 0, "message", "success");
    private static final Map<String, Object> REFUSED = Map.of("code", 1, "message", "unknown");

    private final HookDatabase database;

    BareHooks(HookDatabase database) {
        this.database = database;
    }

    @PostMapping("/publish")
    Map<String, Object> publish(@RequestBody Map<String, Object> hook) {
        return call("SELECT bench_publish(?, ?, ?, ?)", hook);
    }

    @PostMapping("/unpublish")
    Map<String, Object> unpublish(@RequestBody Map<String, Object> hook) {
        return call("SELECT bench_unpublish(?, ?, ?, ?)", hook);
    }

    private Map<String, Object> call(String function, Map<String, Object> hook) {
        Boolean found =
                database.jdbc()
                        .queryForObject(
                                function,
                                Boolean.class,
                                hook.get("stream"),
                                hook.get("server_id"),
                                hook.get("service_id"),
                                hook.get("client_id"));
        return Boolean.TRUE.equals(found) ? ACCEPTED : REFUSED;
    }
}
