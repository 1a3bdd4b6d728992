package io.serai.destinations;

import io.serai.accounts.Account;
import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import io.serai.live.Fence;
import io.serai.live.LiveSteps;
import io.serai.live.MediaEvent;
import io.serai.live.MediaEvent.EndKind;
import io.serai.streams.KeyKind;
import io.serai.streams.NewStream;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What people do with the streams that they made through this surface. Thread-safe. */
@Component
final class StreamDesk {
    private static final Logger log = LoggerFactory.getLogger(StreamDesk.class);

    private static final int MOST_IN_A_ROW = 5;

    private final OwnedStreamRepository streams;
    private final StreamCatalogue catalogue;
    private final DestinationDesk destinations;
    private final LiveSteps live;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final DestinationsSettings settings;

    StreamDesk(
            OwnedStreamRepository streams,
            StreamCatalogue catalogue,
            DestinationDesk destinations,
            LiveSteps live,
            AuditLog audit,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            DestinationsSettings settings) {
        this.streams = streams;
        this.catalogue = catalogue;
        this.destinations = destinations;
        this.live = live;
        this.audit = audit;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * @throws Conflict when the owner has as many streams as may be
     */
    IngestStream create(Account owner, Actor actor) {
        String key = UUID.randomUUID().toString();
        StreamId made =
                Objects.requireNonNull(
                        transactions.execute(
                                tx -> {
                                    streams.lockOwner(owner.id());
                                    requireRoom(owner.id());
                                    StreamId id = catalogue.create(newStream(owner, key));
                                    audit.write(
                                            AuditEntry.of(actor, "stream.created", "stream", id));
                                    return id;
                                }));
        log.info("stream.created stream={} surface={}", made, Surface.STREAMHELPER.text());
        return find(made, owner.id()).orElseThrow();
    }

    /** The owner's, oldest first. */
    List<IngestStream> list(UserId owner) {
        return streams.withKeys(owner);
    }

    /**
     * Deletes it with its destinations. Whoever is on air with it is off air then: nginx-rtmp is
     * told so in the answer to the publisher's next sign of life, and ends it.
     *
     * @return as it was
     * @throws Denied when the owner has no such stream
     */
    IngestStream delete(StreamId id, UserId owner, Actor actor) {
        IngestStream before = find(id, owner).orElseThrow(DestinationDesk::notYourStream);
        transactions.executeWithoutResult(
                tx -> {
                    if (!streams.lock(id, owner)) {
                        throw DestinationDesk.notYourStream();
                    }
                    destinations.deleteAll(id, actor);
                    SqlBatch batch = new SqlBatch();
                    catalogue.retire(id, batch);
                    audit.add(AuditEntry.of(actor, "stream.deleted", "stream", id), batch);
                    batch.run(jdbc);
                });
        log.info("stream.deleted stream={} surface={}", id, Surface.STREAMHELPER.text());
        try {
            takeOffAir(id);
        } catch (Unavailable later) {
            // It is noted as an end that was missed, and the next reconciler round sees to it.
            log.warn("stream.still-on-air stream={} reason=\"{}\"", id, later.getMessage());
        }
        return before;
    }

    /**
     * Takes the stream with this key off air, as if its publisher had gone. One who goes on sending
     * is taken up again at the next sign of life.
     *
     * @throws NotFound when the owner has no stream with this key
     */
    IngestStream close(StreamKey key, UserId owner, Actor actor) {
        IngestStream open =
                streams.withKeys(owner).stream()
                        .filter(one -> key.matches(one.key().value()))
                        .findFirst()
                        .orElseThrow(() -> new NotFound("Invalid Stream Key"));
        StreamId id = open.stream().id();
        takeOffAir(id);
        transactions.executeWithoutResult(
                tx -> audit.write(AuditEntry.of(actor, "stream.closed", "stream", id)));
        log.info("stream.closed stream={}", id);
        return find(id, owner).orElseThrow(() -> new NotFound("Invalid Stream Key"));
    }

    /** A second publisher who waits beside the first one takes over from it, and ends as well. */
    private void takeOffAir(StreamId stream) {
        for (int round = 0; round < MOST_IN_A_ROW; round++) {
            List<Fence> publishers = streams.publishers(stream);
            if (publishers.isEmpty()) {
                return;
            }
            publishers.forEach(
                    publisher ->
                            live.end(
                                    new MediaEvent.End(
                                            publisher, Optional.empty(), EndKind.PUBLISH_DONE)));
        }
    }

    private Optional<IngestStream> find(StreamId id, UserId owner) {
        return streams.withKeys(owner).stream()
                .filter(one -> one.stream().id().equals(id))
                .findFirst();
    }

    private void requireRoom(UserId owner) {
        if (streams.count(owner) >= settings.mostStreams()) {
            throw new Conflict(
                    "You have "
                            + settings.mostStreams()
                            + " streams, which is the most; delete one first");
        }
    }

    private static NewStream newStream(Account owner, String key) {
        return new NewStream(
                Surface.STREAMHELPER,
                "Stream of " + owner.name(),
                OptionalLong.of(owner.id().value()),
                false,
                List.of(new NewStream.Key(KeyKind.NAME, key)));
    }
}
