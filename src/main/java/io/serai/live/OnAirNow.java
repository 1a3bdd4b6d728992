package io.serai.live;

import io.serai.common.StreamId;
import java.time.Instant;
import java.util.List;
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

    /** Who publishes the stream with this key as its name or application. */
    public List<Publication> publications(String key) {
        return sessions.publications(key);
    }
}
