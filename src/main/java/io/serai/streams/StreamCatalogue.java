package io.serai.streams;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
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
}
