package io.serai.web;

import io.serai.live.OnAirNow;
import io.serai.live.OnAirNow.Publication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Describes what is on air in a room as SRS would list it, from our own sessions. Thread-safe. */
@Component
final class LiveRoomStreams implements RoomStreams {
    private final OnAirNow onAir;

    LiveRoomStreams(OnAirNow onAir) {
        this.onAir = onAir;
    }

    @Override
    public List<Map<String, Object>> now(String room) {
        return onAir.publications(room).stream().map(LiveRoomStreams::describe).toList();
    }

    private static Map<String, Object> describe(Publication publication) {
        String path = publication.path();
        int name = path.lastIndexOf('/') + 1;
        int app = path.lastIndexOf('/', name - 2) + 1;
        Map<String, Object> stream = new LinkedHashMap<>();
        stream.put("id", publication.client());
        stream.put("name", path.substring(name));
        stream.put("app", name > app ? path.substring(app, name - 1) : "");
        stream.put("url", path);
        stream.put("clients", publication.viewers());
        stream.put("publish", Map.of("active", true, "cid", publication.client()));
        return stream;
    }
}
