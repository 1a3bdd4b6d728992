package io.serai.restream;

import io.serai.common.StreamId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The destinations as they are kept: their keys go in as they were entered and are sealed here.
 * Changes are made in the caller's transaction, which also writes {@link RestreamEvents#changed}.
 * Thread-safe.
 */
@Component("storedDestinations")
public final class Destinations {
    private final DestinationRepository repository;
    private final KeyCipher cipher;
    private final Clock clock;

    Destinations(DestinationRepository repository, KeyCipher cipher, Clock clock) {
        this.repository = repository;
        this.cipher = cipher;
        this.clock = clock;
    }

    public Destination create(NewDestination destination) {
        DestinationId id = repository.nextId();
        Instant now = clock.instant();
        repository.insert(id, destination, cipher.seal(id, destination.key()), now);
        return repository.byId(id).orElseThrow();
    }

    public Optional<Destination> find(DestinationId id) {
        return repository.byId(id);
    }

    public List<Destination> ofStream(StreamId stream) {
        return repository.ofStream(stream);
    }

    public List<Destination> ofOwner(long owner) {
        return repository.ofOwner(owner);
    }

    /** As it is afterwards; empty if there is none. */
    public Optional<Destination> change(DestinationId id, DestinationChange change) {
        Optional<SealedKey> sealed = change.key().map(key -> cipher.seal(id, key));
        return repository.update(id, change, sealed, clock.instant())
                ? repository.byId(id)
                : Optional.empty();
    }

    /** Whether there was one. */
    public boolean delete(DestinationId id) {
        return repository.delete(id, clock.instant());
    }
}
