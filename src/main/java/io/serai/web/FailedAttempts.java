package io.serai.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Counts wrong tokens by address, so that nobody can try them all. Thread-safe. */
@Component
final class FailedAttempts {
    private static final int MOST = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;

    private final Clock clock;
    private final Cache<String, Window> windows =
            Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).expireAfterWrite(WINDOW).build();

    FailedAttempts(Clock clock) {
        this.clock = clock;
    }

    private record Window(Instant end, int failures) {}

    /** How long this address has to wait, if it has failed too often. */
    Optional<Duration> wait(String address) {
        Instant now = clock.instant();
        return Optional.ofNullable(windows.getIfPresent(network(address)))
                .filter(window -> window.failures() >= MOST && window.end().isAfter(now))
                .map(window -> Duration.between(now, window.end()));
    }

    void failed(String address) {
        Instant now = clock.instant();
        windows.asMap()
                .compute(
                        network(address),
                        (key, old) ->
                                old == null || !old.end().isAfter(now)
                                        ? new Window(now.plus(WINDOW), 1)
                                        : new Window(old.end(), old.failures() + 1));
    }

    /** Whoever has one IPv6 address has 2^64 of them: the first half counts. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int end = 0;
        for (int group = 0; group < 4 && end >= 0; group++) {
            end = address.indexOf(':', end + 1);
        }
        return end < 0 ? address : address.substring(0, end);
    }
}
