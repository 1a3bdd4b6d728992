package io.serai.events;

import io.serai.common.StreamId;
import java.time.Instant;
import java.util.Map;

/**
 * An event as a reaction receives it, as the body of its message.
 *
 * @param id grows in the order of commits within one stream; gaps are normal
 * @param detail what the event's type documents
 * @param attempt 1 for the first delivery to this reaction
 * @param replayed whether an operator had it delivered again; it may then come after later events
 */
public record StreamEvent(
        long id,
        StreamId stream,
        String type,
        Instant at,
        Map<String, Object> detail,
        int attempt,
        boolean replayed) {}
