package io.serai.destinations;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.common.http.FieldIssue;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.restream.Destination;
import io.serai.restream.DestinationChange;
import io.serai.restream.DestinationId;
import io.serai.restream.Destinations;
import io.serai.restream.NewDestination;
import io.serai.restream.RestreamEvents;
import io.serai.restream.RestreamEvents.Change;
import io.serai.restream.Target;
import io.serai.restream.TargetCheck;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What owners do with their destinations. Each change writes an event, on which the engine acts if
 * the stream is on air. Thread-safe.
 */
@Component
final class DestinationDesk {
    private static final Logger log = LoggerFactory.getLogger(DestinationDesk.class);

    private static final String NOT_YOUR_STREAM = "Access denied: You do not own this stream";
    private static final String NOT_YOURS =
            "Access denied: Destination not found or you do not own it";

    private final Destinations destinations;
    private final OwnedStreamRepository streams;
    private final TargetCheck targets;
    private final EventLog events;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final DestinationsSettings settings;
    private final Clock clock;

    DestinationDesk(
            Destinations destinations,
            OwnedStreamRepository streams,
            TargetCheck targets,
            EventLog events,
            AuditLog audit,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            DestinationsSettings settings,
            Clock clock) {
        this.destinations = destinations;
        this.streams = streams;
        this.targets = targets;
        this.events = events;
        this.audit = audit;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** That there is no such stream and that it is somebody else's are told alike. */
    static Denied notYourStream() {
        return new Denied(NOT_YOUR_STREAM);
    }

    /**
     * @throws Denied when the owner does not have the stream
     * @throws Conflict when the owner has as many destinations as may be
     */
    Destination create(NewDestination wanted, UserId owner, Actor actor) {
        // Asked before the name service is, which takes its time and tells who asks.
        requireStream(wanted.stream(), owner);
        requireReachable(wanted.url());
        Destination made =
                Objects.requireNonNull(
                        transactions.execute(
                                tx -> {
                                    // The stream's row first, as everybody who writes events.
                                    if (!streams.lock(wanted.stream(), owner)) {
                                        throw notYourStream();
                                    }
                                    streams.lockOwner(owner);
                                    requireRoom(owner);
                                    Destination one = destinations.create(wanted);
                                    write(one, Change.CREATED, created(one, actor));
                                    return one;
                                }));
        log.info(
                "destination.created destination={} stream={} platform={}",
                made.id(),
                made.stream(),
                made.platform());
        return made;
    }

    /**
     * @param fields names of what is to become different
     * @throws Denied when the owner has no such destination
     */
    Destination change(
            DestinationId id,
            DestinationChange change,
            List<String> fields,
            UserId owner,
            Actor actor) {
        Destination before = find(id, owner).orElseThrow(DestinationDesk::notYours);
        change.url().ifPresent(this::requireReachable);
        Destination after =
                Objects.requireNonNull(
                        transactions.execute(
                                tx -> {
                                    lock(before, owner);
                                    Destination one =
                                            destinations
                                                    .change(id, change)
                                                    .orElseThrow(DestinationDesk::notYours);
                                    write(
                                            one,
                                            Change.UPDATED,
                                            new AuditEntry(
                                                    actor,
                                                    "destination.changed",
                                                    "destination",
                                                    id.toString(),
                                                    fields));
                                    return one;
                                }));
        log.info(
                "destination.changed destination={} stream={} fields={}",
                id,
                after.stream(),
                String.join(",", fields));
        return after;
    }

    /**
     * @throws Denied when the owner has no such destination
     */
    void delete(DestinationId id, UserId owner, Actor actor) {
        Destination before = find(id, owner).orElseThrow(DestinationDesk::notYours);
        transactions.executeWithoutResult(
                tx -> {
                    lock(before, owner);
                    if (!destinations.delete(id)) {
                        throw notYours();
                    }
                    write(before, Change.DELETED, deleted(before, actor));
                });
        log.info("destination.deleted destination={} stream={}", id, before.stream());
    }

    /** Deletes all of a stream, in the transaction of a caller who holds the lock of its row. */
    void deleteAll(StreamId stream, Actor actor) {
        for (Destination one : destinations.ofStream(stream)) {
            if (destinations.delete(one.id())) {
                write(one, Change.DELETED, deleted(one, actor));
            }
        }
    }

    /** The destination, if it is the owner's. */
    Optional<Destination> find(DestinationId id, UserId owner) {
        return destinations.find(id).filter(one -> one.owner() == owner.value());
    }

    /** A destination with the stream that is sent on. */
    record Owned(Destination destination, OwnedStream stream) {}

    /** All of the owner's whose stream is still there, oldest first. */
    List<Owned> ofOwner(UserId owner) {
        List<Destination> all = destinations.ofOwner(owner.value());
        Map<StreamId, OwnedStream> theirs =
                streams.byIds(
                        all.stream().map(Destination::stream).collect(Collectors.toSet()), owner);
        return all.stream()
                .filter(one -> theirs.containsKey(one.stream()))
                .map(one -> new Owned(one, theirs.get(one.stream())))
                .toList();
    }

    /**
     * All of a stream, oldest first.
     *
     * @throws Denied when the owner does not have the stream
     */
    List<Destination> ofStream(StreamId stream, UserId owner) {
        requireStream(stream, owner);
        return destinations.ofStream(stream).stream()
                .filter(one -> one.owner() == owner.value())
                .toList();
    }

    private void requireStream(StreamId stream, UserId owner) {
        if (!streams.isOwner(stream, owner)) {
            throw notYourStream();
        }
    }

    private void requireReachable(String url) {
        try {
            targets.requireReachable(Target.parse(url));
        } catch (Invalid e) {
            throw Rejected.because(
                    List.of(
                            new FieldIssue(
                                    "custom", List.of("rtmpUrl"), String.valueOf(e.getMessage()))));
        }
    }

    private void requireRoom(UserId owner) {
        if (ofOwner(owner).size() >= settings.mostDestinations()) {
            throw new Conflict(
                    "You have "
                            + settings.mostDestinations()
                            + " destinations, which is the most; delete one first");
        }
    }

    private void lock(Destination destination, UserId owner) {
        if (!streams.lock(destination.stream(), owner)) {
            throw notYours();
        }
    }

    private void write(Destination one, Change change, AuditEntry entry) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        SqlBatch batch = new SqlBatch();
        events.append(RestreamEvents.changed(one, change, now), batch);
        audit.add(entry, batch);
        batch.run(jdbc);
    }

    private static AuditEntry created(Destination one, Actor actor) {
        return AuditEntry.of(
                actor,
                "destination.created",
                "destination",
                one.id(),
                "streamId",
                "platform",
                "streamKey",
                "rtmpUrl",
                "displayName",
                "enabled");
    }

    private static AuditEntry deleted(Destination one, Actor actor) {
        return AuditEntry.of(actor, "destination.deleted", "destination", one.id());
    }

    private static Denied notYours() {
        return new Denied(NOT_YOURS);
    }
}
