package io.serai.events;

import io.serai.common.NamedUriFactory;
import java.util.Set;

/** What may stand beside {@code stream-events} in a route file. Camel creates it. */
public final class StreamEventsUriFactory extends NamedUriFactory {
    public StreamEventsUriFactory() {
        super(
                StreamEventsComponent.SCHEME,
                Set.of("name", "types", "maxAttempts", "backoff", "concurrency"));
    }
}
