package io.serai.playback;

import io.serai.streams.PublishedName;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Knows which names are those of other surfaces' streams. SRS names most of them by their keys, so
 * whoever asks for one here is told that it does not exist. Thread-safe.
 *
 * <p>A database that does not answer stops nobody from watching: then what was known before holds,
 * and what was not is taken for nobody's.
 */
@Component
final class ForeignKeys {
    private static final Logger log = LoggerFactory.getLogger(ForeignKeys.class);

    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final Duration REMEMBERED_UNASKED = Duration.ofSeconds(5);

    private final StreamCatalogue streams;
    private final Clock clock;
    private final Map<Set<String>, Known> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Set<String>, Known> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            };

    private record Known(boolean foreign, Instant until) {}

    ForeignKeys(StreamCatalogue streams, Clock clock) {
        this.streams = streams;
        this.clock = clock;
    }

    /** Whether the stream is another surface's. */
    boolean holds(MediaName app, MediaName stream) {
        return anyOf(List.of(app.value(), stream.value()));
    }

    /** Whether one of the names, wherever it stands in a path, is another surface's. */
    boolean anyOf(Collection<String> names) {
        Set<String> key = new TreeSet<>(names);
        Instant now = clock.instant();
        Optional<Known> before = remembered(key);
        if (before.filter(one -> now.isBefore(one.until())).isPresent()) {
            return before.get().foreign();
        }
        Known fresh = ask(key, before, now);
        synchronized (known) {
            known.put(key, fresh);
        }
        return fresh.foreign();
    }

    private Optional<Known> remembered(Set<String> names) {
        synchronized (known) {
            return Optional.ofNullable(known.get(names));
        }
    }

    private Known ask(Set<String> names, Optional<Known> before, Instant now) {
        try {
            boolean any =
                    !streams.ofOtherSurfaces(
                                    Surface.PIXELCAST,
                                    names.stream()
                                            .map(name -> new PublishedName("", name))
                                            .toList())
                            .isEmpty();
            return new Known(any, now.plus(REMEMBERED));
        } catch (DataAccessException e) {
            log.debug("playback.owner-unknown reason=\"the database does not answer\"");
            return new Known(
                    before.map(Known::foreign).orElse(false), now.plus(REMEMBERED_UNASKED));
        }
    }
}
