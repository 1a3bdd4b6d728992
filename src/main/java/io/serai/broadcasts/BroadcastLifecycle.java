package io.serai.broadcasts;

import io.serai.accounts.Account;
import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.broadcasts.BroadcastEnding.Reason;
import io.serai.broadcasts.BroadcastRepository.Feed;
import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.database.SqlBatch;
import io.serai.streams.KeyKind;
import io.serai.streams.NewStream;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The life of broadcasts, from their creation to the end of their grace. Thread-safe. */
@Component
final class BroadcastLifecycle {
    private static final Logger log = LoggerFactory.getLogger(BroadcastLifecycle.class);
    private static final int KEY_BYTES = 16;
    private static final int MOST_ENDED_AT_ONCE = 500;

    /** The schedule that ends what is idle. */
    private static final Actor GRACE = Actor.part("broadcast-grace");

    private final SecureRandom random = new SecureRandom();
    private final BroadcastRepository repository;
    private final StreamCatalogue catalogue;
    private final BroadcastEnding ending;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final BroadcastsSettings settings;
    private final Clock clock;

    BroadcastLifecycle(
            BroadcastRepository repository,
            StreamCatalogue catalogue,
            BroadcastEnding ending,
            AuditLog audit,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            BroadcastsSettings settings,
            Clock clock) {
        this.repository = repository;
        this.catalogue = catalogue;
        this.ending = ending;
        this.audit = audit;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    Broadcast create(NewBroadcast wanted, Account owner, Actor actor) {
        String key = "live_u" + owner.id() + "_" + secret();
        Broadcast made = transactions.execute(tx -> insert(wanted, owner, key, actor));
        log.info("broadcast.created stream={} account={}", made.id(), owner.id());
        return made;
    }

    Optional<Broadcast> byId(StreamId stream) {
        return repository.byId(stream);
    }

    Feed feed(int limit, long offset) {
        return repository.feed(limit, offset);
    }

    /** Ends the broadcasts whose grace is over and that nobody has come back to. */
    void endIdle() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = now.minus(settings.endGrace());
        for (StreamId stream : repository.idleStreams(until, MOST_ENDED_AT_ONCE)) {
            transactions.executeWithoutResult(tx -> endIfIdle(stream, until, now));
        }
    }

    /** Whoever came back before the lock was taken has made it no longer idle. */
    private void endIfIdle(StreamId stream, Instant until, Instant now) {
        if (!catalogue.lockUnlessBusy(stream)) {
            return;
        }
        SqlBatch batch = new SqlBatch();
        // It was over when the last publisher left.
        repository
                .idleSpan(stream, until)
                .ifPresent(span -> ending.add(stream, span, Reason.GRACE_OVER, now, GRACE, batch));
        batch.run(jdbc);
    }

    private Broadcast insert(NewBroadcast wanted, Account owner, String key, Actor actor) {
        StreamId stream =
                catalogue.create(
                        new NewStream(
                                Surface.LIVE_SERVICE,
                                wanted.title(),
                                OptionalLong.of(owner.id().value()),
                                false,
                                // By its id and token; by the key alone, as older encoders have it.
                                List.of(
                                        new NewStream.Key(KeyKind.TOKEN, key),
                                        new NewStream.Key(KeyKind.NAME, key))));
        Broadcast made =
                new Broadcast(
                        stream,
                        owner.id(),
                        owner.username(),
                        wanted.title(),
                        wanted.description(),
                        new StreamKey(key),
                        Broadcast.Status.IDLE,
                        Optional.empty(),
                        Optional.empty(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS));
        SqlBatch batch = new SqlBatch();
        repository.addInsertion(made, batch);
        audit.add(
                AuditEntry.of(
                        actor, "broadcast.created", "broadcast", stream, "title", "description"),
                batch);
        batch.run(jdbc);
        return made;
    }

    private String secret() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
