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
    private final Cache<MediaEvent.Name, Boolean> live =
            Caffeine.newBuilder()
                    .maximumSize(100_000)
                    .expireAfterWrite(Duration.ofHours(24))
                    .build();

    void put(MediaEvent.Name name, boolean onAir) {
        live.put(name, onAir);
    }

    Optional<Boolean> get(MediaEvent.Name name) {
        return Optional.ofNullable(live.getIfPresent(name));
    }
}
