package io.serai.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.ControlException.Unavailable;
import io.serai.live.OnAirNow;
import io.serai.live.OnAirNow.Publication;
import io.serai.media.PixelcastStreams;
import io.serai.media.PixelcastStreams.Listed;
import io.serai.streams.Surface;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What is on air in rooms: who publishes by our own sessions, which change the moment that a hook
 * is answered, and everything else by SRS's list. While SRS is silent the sessions alone are told.
 * Thread-safe.
 */
@Component
final class LiveRoomStreams implements RoomStreams {
    private final OnAirNow onAir;
    private final PixelcastStreams srs;

    /** While nobody listens SRS is not asked, and what it said before is no news any more. */
    private final Duration keeps;

    private final Clock clock;

    /** What SRS said last; nothing if it did not answer. */
    private List<Listed> listed = List.of();

    /** By room, publishers who had a session with us: when it is over, SRS's list is behind. */
    private final Map<String, Set<String>> known = new HashMap<>();

    private long listedAt;

    LiveRoomStreams(OnAirNow onAir, PixelcastStreams srs, WebSettings settings, Clock clock) {
        this.onAir = onAir;
        this.srs = srs;
        this.keeps = settings.sse().refresh().multipliedBy(3);
        this.clock = clock;
    }

    @Override
    public void look() {
        List<Listed> now = List.of();
        try {
            now = srs.now().streams();
        } catch (Unavailable e) {
            // The reconciler tells the operator; listeners are told what our sessions say.
        }
        synchronized (this) {
            listed = now;
            listedAt = clock.millis();
        }
    }

    @Override
    public synchronized Map<String, List<ObjectNode>> now(Set<String> rooms) {
        Map<String, List<Publication>> sessions = onAir.publications(Surface.PIXELCAST, rooms);
        Map<String, List<Listed>> listings = byRoom(rooms);
        known.keySet().retainAll(rooms);
        Map<String, List<ObjectNode>> streams = new HashMap<>();
        for (String room : rooms) {
            List<Publication> own = sessions.getOrDefault(room, List.of());
            List<Listed> theirs = listings.getOrDefault(room, List.of());
            remember(room, own, theirs);
            streams.put(room, merge(own, theirs, known.getOrDefault(room, Set.of())));
        }
        return streams;
    }

    private Map<String, List<Listed>> byRoom(Set<String> rooms) {
        Map<String, List<Listed>> byRoom = new HashMap<>();
        boolean stale = clock.millis() - listedAt > keeps.toMillis();
        for (Listed one : stale ? List.<Listed>of() : listed) {
            String name = one.stream().name();
            String app = one.stream().app();
            if (rooms.contains(name)) {
                byRoom.computeIfAbsent(name, any -> new ArrayList<>()).add(one);
            }
            if (rooms.contains(app) && !app.equals(name)) {
                byRoom.computeIfAbsent(app, any -> new ArrayList<>()).add(one);
            }
        }
        return byRoom;
    }

    private void remember(String room, List<Publication> own, List<Listed> theirs) {
        Set<String> listedNow =
                theirs.stream().map(one -> one.stream().client()).collect(Collectors.toSet());
        Set<String> clients = new HashSet<>(known.getOrDefault(room, Set.of()));
        clients.retainAll(listedNow);
        own.forEach(publication -> clients.add(publication.client()));
        if (clients.isEmpty()) {
            known.remove(room);
        } else {
            known.put(room, clients);
        }
    }

    private List<ObjectNode> merge(List<Publication> own, List<Listed> theirs, Set<String> ours) {
        Map<String, Publication> open = new LinkedHashMap<>();
        own.forEach(publication -> open.put(publication.path(), publication));
        List<ObjectNode> streams = new ArrayList<>();
        for (Listed one : theirs) {
            Publication session = open.remove(one.stream().url());
            if (session != null) {
                streams.add(one.entry().deepCopy().set("publish", publish(session.client())));
            } else if (!ours.contains(one.stream().client())) {
                streams.add(one.entry());
            }
        }
        open.values().forEach(publication -> streams.add(describe(publication)));
        return streams;
    }

    /** As SRS would list it; it counts the publisher as a client. */
    private ObjectNode describe(Publication publication) {
        String path = publication.path();
        int name = path.lastIndexOf('/') + 1;
        int app = path.lastIndexOf('/', name - 2) + 1;
        ObjectNode stream = object();
        stream.put("id", publication.client());
        stream.put("name", path.substring(name));
        stream.put("vhost", "");
        stream.put("app", name > app ? path.substring(app, name - 1) : "");
        stream.put("tcUrl", "");
        stream.put("url", path);
        stream.put("live_ms", clock.millis());
        stream.put("clients", publication.viewers() + 1);
        stream.put("frames", 0);
        stream.put("send_bytes", 0);
        stream.put("recv_bytes", 0);
        stream.set("kbps", object().put("recv_30s", 0).put("send_30s", 0));
        stream.set("publish", publish(publication.client()));
        stream.putNull("video");
        stream.putNull("audio");
        return stream;
    }

    private static ObjectNode publish(String client) {
        return object().put("active", true).put("cid", client);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
