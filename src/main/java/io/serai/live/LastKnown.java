package io.serai.live;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Whether streams were on air when last seen, for the answers to update hooks while the database is
 * away: anything but 200 makes nginx-rtmp drop the publisher. Thread-safe; bounded.
 */
@Component
final class LastKnown {
    private final Cache<Stream, Boolean> live =
            Caffeine.newBuilder()
                    .maximumSize(100_000)
                    .expireAfterWrite(Duration.ofHours(24))
                    .build();

    /** Without the token: a viewer shows another one than the publisher, or none. */
    private record Stream(String app, String name) {
        static Stream of(MediaEvent.Name name) {
            return new Stream(name.app(), name.stream());
        }
    }

    void put(MediaEvent.Name name, boolean onAir) {
        live.put(Stream.of(name), onAir);
    }

    Optional<Boolean> get(MediaEvent.Name name) {
        return Optional.ofNullable(live.getIfPresent(Stream.of(name)));
    }
}
