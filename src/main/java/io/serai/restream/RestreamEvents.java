package io.serai.restream;

import io.serai.common.StreamId;
import io.serai.events.NewEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The events about destinations and their restreams; none holds a key or an address. */
public final class RestreamEvents {
    /** What happened to a destination. */
    public enum Change {
        CREATED,
        UPDATED,
        DELETED
    }

    private RestreamEvents() {}

    /** A destination was made, changed or deleted: whoever restreams it has to look at it. */
    public static NewEvent changed(Destination destination, Change change, Instant at) {
        Map<String, Object> detail = detail(destination.id(), destination.platform());
        detail.put("change", change.name().toLowerCase(Locale.ROOT));
        detail.put("enabled", destination.enabled());
        return new NewEvent(destination.stream(), "destination.changed", at, detail);
    }

    /** Media arrives at the target. */
    static NewEvent running(StreamId stream, DestinationId id, String platform, Instant at) {
        return new NewEvent(stream, "restream.running", at, detail(id, platform));
    }

    /**
     * A process ended that should not have.
     *
     * @param gaveUp whether it stays so until the destination is changed or the next broadcast
     */
    static NewEvent failed(
            StreamId stream,
            DestinationId id,
            String platform,
            Failure failure,
            int attempts,
            boolean gaveUp,
            Instant at) {
        Map<String, Object> detail = detail(id, platform);
        detail.put("failure", failure.kind().text());
        detail.put("text", failure.text());
        detail.put("attempts", attempts);
        detail.put("gaveUp", gaveUp);
        return new NewEvent(stream, "restream.failed", at, detail);
    }

    /** It ended as it should. */
    static NewEvent stopped(StreamId stream, DestinationId id, String platform, Instant at) {
        return new NewEvent(stream, "restream.stopped", at, detail(id, platform));
    }

    private static Map<String, Object> detail(DestinationId id, String platform) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("destination", id.value());
        detail.put("platform", platform);
        return detail;
    }
}
