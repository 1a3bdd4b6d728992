package io.serai.live;

import io.serai.common.StreamId;
import io.serai.streams.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Tells other features what is on air at this moment. Thread-safe. */
@Component
public final class OnAirNow {
    /**
     * One publication that is on air.
     *
     * @param path virtual host, application and name; it may hold a key
     */
    public record Publication(String path, String client, int viewers, Instant startedAt) {
        @Override
        public String toString() {
            return "publication of " + client;
        }
    }

    private final SessionRepository sessions;

    OnAirNow(SessionRepository sessions) {
        this.sessions = sessions;
    }

    /** Whether anybody publishes the stream; certain only while its row is locked. */
    public boolean onAir(StreamId stream) {
        return sessions.isOnAir(stream);
    }

    /**
     * Who publishes the streams of a surface that have one of these keys as their name or
     * application, by key; a key that nobody publishes with is left out. In one query.
     */
    public Map<String, List<Publication>> publications(Surface surface, Set<String> keys) {
        Set<String> usable =
                keys.stream()
                        .filter(key -> key.indexOf('\0') < 0)
                        .collect(Collectors.toUnmodifiableSet());
        return usable.isEmpty() ? Map.of() : sessions.publications(surface, usable);
    }
}
