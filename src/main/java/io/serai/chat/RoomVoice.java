package io.serai.chat;

import io.serai.common.ControlException.TooMany;
import io.serai.common.StreamId;
import io.serai.common.http.RateLimit;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What Serai itself says in chats, for routes. Thread-safe. */
@Component
final class RoomVoice {
    static final String NAME = "Serai";

    private static final Logger log = LoggerFactory.getLogger(RoomVoice.class);
    private static final int LONGEST = 500;

    /** Who asks again gets no second answer that soon. */
    private static final RateLimit UPTIME = new RateLimit(1, Duration.ofSeconds(5));

    private final Rooms rooms;
    private final ChatRoomRepository repository;
    private final RateLimiter uptime;
    private final Clock clock;

    RoomVoice(Rooms rooms, ChatRoomRepository repository, RateLimits limits, Clock clock) {
        this.rooms = rooms;
        this.repository = repository;
        this.uptime = limits.limiter("chat-uptime", UPTIME);
        this.clock = clock;
    }

    /** Says a text, of which at most the first 500 characters. */
    void say(StreamId stream, String text) {
        String said = text.strip();
        int end =
                said.offsetByCodePoints(
                        0, Math.min(LONGEST, said.codePointCount(0, said.length())));
        if (!said.isEmpty()) {
            rooms.say(stream, NAME, said.substring(0, end));
        }
    }

    void sayUptime(StreamId stream) {
        try {
            uptime.take(stream.toString(), "Asked too often");
        } catch (TooMany answeredJustNow) {
            log.debug("chat.uptime-skipped stream={}", stream);
            return;
        }
        Optional<Instant> since = repository.onAirSince(stream);
        say(
                stream,
                since.map(begin -> "On air for " + length(Duration.between(begin, clock.instant())))
                        .orElse("Not on air"));
    }

    /** As people say it. */
    static String length(Duration time) {
        if (time.compareTo(Duration.ofMinutes(1)) < 0) {
            return "less than a minute";
        }
        String minutes = time.toMinutesPart() + " min";
        long hours = time.toHours();
        return hours == 0 ? minutes : hours + " h " + minutes;
    }
}
