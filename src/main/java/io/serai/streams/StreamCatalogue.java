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
     * Locks the stream's row until the end of the caller's transaction: whoever writes an event of
     * it holds this lock.
     *
     * @return whether there is such a stream that is not retired
     */
    public boolean lock(StreamId stream) {
        return repository.lock(stream);
    }

    /**
     * The same, but waits for nobody: who has the lock is mostly a hook that is being answered.
     *
     * @return whether the lock was free, and there is such a stream that is not retired
     */
    public boolean lockUnlessBusy(StreamId stream) {
        return repository.lockUnlessBusy(stream);
    }

    /** Adds to the batch: the stream has this title. */
    public void rename(StreamId stream, String title, SqlBatch batch) {
        repository.addTitle(stream, title, batch);
    }

    /** Adds to the batch: the stream has these chat settings. */
    public void setChat(StreamId stream, ChatSettings chat, SqlBatch batch) {
        repository.addChat(stream, chat, batch);
    }

    /** Adds to the batch: by keys of this kind hooks find the stream with these alone. */
    public void replaceKeys(StreamId stream, KeyKind kind, List<String> values, SqlBatch batch) {
        repository.addKeys(stream, kind, values, batch);
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
