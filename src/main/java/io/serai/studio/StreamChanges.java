package io.serai.studio;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.NotFound;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.livekit.Ingress;
import io.serai.streams.ChatSettings;
import io.serai.streams.KeyKind;
import io.serai.streams.NewStream;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Creates and changes the streams of creators, each with what is told about it. Thread-safe. */
@Component
final class StreamChanges {
    static final String UNTITLED = "Untitled Stream";

    private static final Logger log = LoggerFactory.getLogger(StreamChanges.class);

    private final StudioRepository repository;
    private final IngressChange ingresses;
    private final StreamCatalogue catalogue;
    private final EventLog events;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final Clock clock;

    StreamChanges(
            StudioRepository repository,
            IngressChange ingresses,
            StreamCatalogue catalogue,
            EventLog events,
            AuditLog audit,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            Clock clock) {
        this.repository = repository;
        this.ingresses = ingresses;
        this.catalogue = catalogue;
        this.events = events;
        this.audit = audit;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a creator says of a stream. */
    record Details(
            String title,
            Optional<String> description,
            Optional<String> thumbnail,
            ChatSettings chat) {}

    /** Part of the chat settings; what is absent stays. */
    record ChatChange(
            Optional<Boolean> enabled, Optional<Boolean> delayed, Optional<Boolean> followersOnly) {
        boolean isEmpty() {
            return enabled.isEmpty() && delayed.isEmpty() && followersOnly.isEmpty();
        }

        ChatSettings applied(ChatSettings chat) {
            return new ChatSettings(
                    enabled.orElse(chat.enabled()),
                    delayed.orElse(chat.delayed()),
                    followersOnly.orElse(chat.followersOnly()));
        }
    }

    /** Makes the creator's stream, or makes it anew, with a new ingress. */
    Ingress create(UserId owner, Details details, Ingress.Kind kind, Actor actor) {
        return reset(
                owner,
                kind,
                (batch, made) -> {
                    Optional<StreamId> known = repository.idByOwner(owner);
                    Instant now = now();
                    StreamId stream = lockOrCreate(owner, known, details.title(), now, batch);
                    catalogue.rename(stream, details.title(), batch);
                    catalogue.setChat(stream, details.chat(), batch);
                    repository.addDetails(
                            stream, details.description(), details.thumbnail(), now, batch);
                    audit(
                            actor,
                            known.isEmpty() ? "stream.created" : "stream.changed",
                            stream,
                            List.of("title", "description", "thumbnail", "chatSettings"),
                            batch);
                    addIngress(stream, made, kind, actor, now, batch);
                });
    }

    /** Gives the creator a new ingress; one without a stream gets a stream. */
    Ingress createIngress(UserId owner, Ingress.Kind kind, Actor actor) {
        return reset(
                owner,
                kind,
                (batch, made) -> {
                    Optional<StreamId> known = repository.idByOwner(owner);
                    Instant now = now();
                    StreamId stream = lockOrCreate(owner, known, UNTITLED, now, batch);
                    if (known.isEmpty()) {
                        audit(actor, "stream.created", stream, List.of("title"), batch);
                    }
                    addIngress(stream, made, kind, actor, now, batch);
                });
    }

    /**
     * @throws NotFound when the creator has no stream
     */
    void deleteIngress(UserId owner, Actor actor) {
        StreamId stream = required(owner);
        ingresses.remove(
                owner,
                batch -> {
                    Instant now = now();
                    catalogue.lock(stream);
                    repository.addIngressRemoval(stream, now, batch);
                    catalogue.replaceKeys(stream, KeyKind.INGRESS, List.of(), batch);
                    events.append(new NewEvent(stream, "ingress.deleted", now, Map.of()), batch);
                    audit(actor, "ingress.deleted", stream, List.of(), batch);
                });
        log.info("ingress.deleted stream={} user={}", stream, owner);
    }

    /**
     * @throws NotFound when the creator has no stream
     */
    StudioStream changeInfo(
            UserId owner, Optional<String> title, Optional<String> thumbnail, Actor actor) {
        return change(
                owner,
                (stream, batch) -> {
                    List<String> fields = new ArrayList<>();
                    title.ifPresent(
                            text -> {
                                catalogue.rename(stream.id(), text, batch);
                                fields.add("title");
                            });
                    thumbnail.ifPresent(
                            url -> {
                                repository.addThumbnail(stream.id(), url, batch);
                                fields.add("thumbnail");
                            });
                    repository.addChange(stream.id(), now(), batch);
                    audit(actor, "stream.changed", stream.id(), fields, batch);
                });
    }

    /**
     * Changes who may chat; people in the room learn of it by the event.
     *
     * @throws NotFound when the creator has no stream
     */
    StudioStream changeChat(UserId owner, ChatChange change, Actor actor) {
        return change(
                owner,
                (stream, batch) -> {
                    ChatSettings chat = change.applied(stream.chat());
                    if (chat.equals(stream.chat())) {
                        return;
                    }
                    Instant now = now();
                    catalogue.setChat(stream.id(), chat, batch);
                    repository.addChange(stream.id(), now, batch);
                    events.append(chatChanged(stream.id(), chat, now), batch);
                    audit(actor, "stream.changed", stream.id(), List.of("chatSettings"), batch);
                });
    }

    private Ingress reset(UserId owner, Ingress.Kind kind, IngressChange.Saving saving) {
        Ingress made = ingresses.reset(owner, kind, saving);
        log.info("ingress.created user={} type={}", owner, word(kind));
        return made;
    }

    private StudioStream change(UserId owner, BiConsumer<StudioStream, SqlBatch> change) {
        StreamId id = required(owner);
        transactions.executeWithoutResult(
                tx -> {
                    catalogue.lock(id);
                    SqlBatch batch = new SqlBatch();
                    change.accept(repository.byId(id).orElseThrow(missing()), batch);
                    batch.run(jdbc);
                });
        return repository.byId(id).orElseThrow(missing());
    }

    private StreamId lockOrCreate(
            UserId owner, Optional<StreamId> known, String title, Instant now, SqlBatch batch) {
        if (known.isPresent()) {
            catalogue.lock(known.get());
            return known.get();
        }
        StreamId stream =
                catalogue.create(
                        new NewStream(
                                Surface.STREAMIT,
                                title,
                                OptionalLong.of(owner.value()),
                                false,
                                List.of()));
        repository.addInsertion(stream, owner, now, batch);
        return stream;
    }

    private void addIngress(
            StreamId stream,
            Ingress made,
            Ingress.Kind kind,
            Actor actor,
            Instant now,
            SqlBatch batch) {
        repository.addIngress(stream, made, now, batch);
        catalogue.replaceKeys(stream, KeyKind.INGRESS, List.of(made.id()), batch);
        events.append(
                new NewEvent(stream, "ingress.created", now, Map.of("type", word(kind))), batch);
        audit(actor, "ingress.created", stream, List.of("ingressType"), batch);
    }

    private void audit(
            Actor actor, String action, StreamId stream, List<String> fields, SqlBatch batch) {
        audit.add(new AuditEntry(actor, action, "stream", stream.toString(), fields), batch);
    }

    private static String word(Ingress.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static NewEvent chatChanged(StreamId stream, ChatSettings chat, Instant now) {
        return new NewEvent(
                stream,
                "chat.changed",
                now,
                Map.of(
                        "isChatEnabled", chat.enabled(),
                        "isChatDelayed", chat.delayed(),
                        "isChatFollowersOnly", chat.followersOnly()));
    }

    private StreamId required(UserId owner) {
        return repository.idByOwner(owner).orElseThrow(missing());
    }

    private static Supplier<NotFound> missing() {
        return () -> new NotFound("Stream not found");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
