package io.serai.restream;

import io.serai.common.StreamId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the rest of the surface may know of the engine that restreams. Thread-safe. */
public interface Restreams {
    /** What is done about these; one that was never wanted on air is left out. */
    Map<DestinationId, RestreamStatus> statuses(Collection<DestinationId> destinations);

    /** Its processes, newest first, with ids below {@code before}. */
    List<RestreamRun> runs(DestinationId destination, long before, int most);

    /** How much of it lives on all nodes: what has a process, starting or stopping included. */
    Living living();

    /** Whether a living process sends the stream on, on any node. */
    boolean hasLiving(StreamId stream);

    /**
     * Counts of what has a living process.
     *
     * @param streams that are sent on
     * @param processes of ffmpeg
     */
    record Living(int streams, int processes) {}

    /** Told on the node that does it, after each change of a state; it must return at once. */
    interface Listener {
        void changed(DestinationId destination, RestreamState state);
    }
}
