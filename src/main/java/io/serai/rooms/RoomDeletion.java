package io.serai.rooms;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
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

/** What belongs to the end of a room. Thread-safe. */
@Component
final class RoomDeletion {
    private static final Logger log = LoggerFactory.getLogger(RoomDeletion.class);

    /** Why a room was deleted; the word in the event. */
    enum Reason {
        OFF_AIR("off-air"),
        GRACE_OVER("grace-over"),
        TOO_OLD("too-old");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final RoomRepository repository;
    private final StreamCatalogue catalogue;
    private final EventLog events;
    private final AuditLog audit;

    RoomDeletion(
            RoomRepository repository, StreamCatalogue catalogue, EventLog events, AuditLog audit) {
        this.repository = repository;
        this.catalogue = catalogue;
        this.events = events;
        this.audit = audit;
    }

    /** Adds it to the batch of the caller, who has locked the stream's row in a transaction. */
    void add(Room room, Reason reason, Instant at, Actor actor, SqlBatch batch) {
        repository.addDeletion(room.id(), batch);
        catalogue.retire(room.stream(), batch);
        events.append(
                new NewEvent(
                        room.stream(),
                        "room.deleted",
                        at,
                        Map.of(
                                "room", room.id().toString(),
                                "type", room.type().text(),
                                "name", room.name(),
                                "reason", reason.text)),
                batch);
        audit.add(AuditEntry.of(actor, "room.deleted", "room", room.id()), batch);
        AfterCommit.run(
                () ->
                        log.info(
                                "room.deleted room={} stream={} type={} reason={}",
                                room.id(),
                                room.stream(),
                                room.type().text(),
                                reason.text));
    }
}
