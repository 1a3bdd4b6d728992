package io.serai.broadcasts;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.StreamId;
import io.serai.database.AfterCommit;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.streams.StreamCatalogue;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What belongs to the end of a broadcast, which is final. Thread-safe. */
@Component
final class BroadcastEnding {
    private static final Logger log = LoggerFactory.getLogger(BroadcastEnding.class);

    /** Why a broadcast has ended; the word in the event. */
    enum Reason {
        OFF_AIR("off-air"),
        GRACE_OVER("grace-over");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /**
     * When a broadcast was on air.
     *
     * @param endedAt when its last publisher left
     */
    record Span(Instant startedAt, Instant endedAt) {}

    private final BroadcastRepository repository;
    private final StreamCatalogue catalogue;
    private final EventLog events;
    private final AuditLog audit;

    BroadcastEnding(
            BroadcastRepository repository,
            StreamCatalogue catalogue,
            EventLog events,
            AuditLog audit) {
        this.repository = repository;
        this.catalogue = catalogue;
        this.events = events;
        this.audit = audit;
    }

    /**
     * Adds it to the batch of the caller, who has locked the stream's row in a transaction and
     * knows that the broadcast is live.
     *
     * @param at the time of the event
     */
    void add(StreamId stream, Span span, Reason reason, Instant at, Actor actor, SqlBatch batch) {
        repository.addEnd(stream, span.endedAt(), batch);
        catalogue.retire(stream, batch);
        events.append(
                new NewEvent(
                        stream,
                        "broadcast.ended",
                        at,
                        Map.of(
                                "startedAt", span.startedAt().toString(),
                                "endedAt", span.endedAt().toString(),
                                "reason", reason.text)),
                batch);
        audit.add(AuditEntry.of(actor, "broadcast.ended", "broadcast", stream), batch);
        AfterCommit.run(() -> log.info("broadcast.ended stream={} reason={}", stream, reason.text));
    }
}
