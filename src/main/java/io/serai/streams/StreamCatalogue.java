package io.serai.streams;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The lasting list of streams. Thread-safe. */
@Component
public final class StreamCatalogue {
    private final StreamRepository repository;

    StreamCatalogue(StreamRepository repository) {
        this.repository = repository;
    }

    /** Adds a stream with its keys, in the caller's transaction; its row is then locked by it. */
    public StreamId create(NewStream stream) {
        return repository.insert(stream);
    }

    /**
     * Adds to the batch: no hook finds this stream by any key any more. Its row stays, because
     * sessions and events name it.
     */
    public void retire(StreamId stream, SqlBatch batch) {
        repository.addRetirement(stream, batch);
    }

    /** The stream that has this name, or else its application, as a key. */
    public Optional<StreamId> find(PublishedName name) {
        return (name.app() + name.name()).indexOf('\0') < 0
                ? repository.find(name)
                : Optional.empty();
    }

    /**
     * Those that belong to a stream of another surface than this one: their application or name is
     * one of its keys, or the name is the id of a stream that is published with a token. In one
     * query, however many there are.
     */
    public Set<PublishedName> ofOtherSurfaces(Surface surface, Collection<PublishedName> names) {
        // No key holds a NUL, and PostgreSQL takes none.
        List<PublishedName> asked =
                names.stream()
                        .distinct()
                        .filter(one -> (one.app() + one.name()).indexOf('\0') < 0)
                        .toList();
        if (asked.isEmpty()) {
            return Set.of();
        }
        return repository.ofOtherSurfaces(surface, asked).stream()
                .map(place -> asked.get(place - 1))
                .collect(Collectors.toUnmodifiableSet());
    }
}
