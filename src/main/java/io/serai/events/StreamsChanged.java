package io.serai.events;

import io.serai.common.StreamId;
import java.util.Set;

/**
 * Told after events of these streams were committed, on this node or, within some 20 ms, on
 * another. At most a hint: it can be lost with a connection, so a listener also looks by itself
 * from time to time. Called on a thread of the event log: it must return at once.
 */
public interface StreamsChanged {
    void changed(Set<StreamId> streams);
}
