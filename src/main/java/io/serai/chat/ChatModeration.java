package io.serai.chat;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.chat.Ban.Kind;
import io.serai.chat.Ban.Whom;
import io.serai.chat.ChatForm.Sentence;
import io.serai.chat.ChatForm.SettingsChange;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.streams.ChatSettings;
import io.serai.streams.StreamCatalogue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes what a chat is like, who may be in it and what stays in it: each change is one
 * transaction under the lock of the stream's row, with its audit entry, and is in force on this
 * node when the call returns. Thread-safe.
 */
@Component
final class ChatModeration {
    private static final Logger log = LoggerFactory.getLogger(ChatModeration.class);

    private static final Duration LOG_WAIT = Duration.ofSeconds(5);
    private static final String STREAM = "stream";

    private final StreamCatalogue catalogue;
    private final ChatRoomRepository rooms;
    private final ChatBanRepository bans;
    private final ChatMessageRepository messages;
    private final ChatLog chatLog;
    private final RulesWatch watch;
    private final Rulebook rules;
    private final EventLog events;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final Clock clock;

    ChatModeration(
            StreamCatalogue catalogue,
            ChatRoomRepository rooms,
            ChatBanRepository bans,
            ChatMessageRepository messages,
            ChatLog chatLog,
            RulesWatch watch,
            Rulebook rules,
            EventLog events,
            AuditLog audit,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            Clock clock) {
        this.catalogue = catalogue;
        this.rooms = rooms;
        this.bans = bans;
        this.messages = messages;
        this.chatLog = chatLog;
        this.watch = watch;
        this.rules = rules;
        this.events = events;
        this.audit = audit;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What is changed under the lock of the stream's row. */
    private interface Change {
        void make(ChatRoom room, Instant now, SqlBatch batch);
    }

    /**
     * @throws NotFound when there is no such stream
     */
    ChatRoom change(StreamId stream, SettingsChange change, Actor actor) {
        locked(
                stream,
                (room, now, batch) -> {
                    ChatSettings flags =
                            new ChatSettings(
                                    change.enabled().orElse(room.flags().enabled()),
                                    change.delaySeconds()
                                            .map(seconds -> seconds > 0)
                                            .orElse(room.flags().delayed()),
                                    change.followersOnly().orElse(room.flags().followersOnly()));
                    // Where the delay is switched off, how long it was is kept.
                    int delay =
                            change.delaySeconds()
                                    .filter(seconds -> seconds > 0)
                                    .orElse(room.ownDelaySeconds());
                    int slow = change.slowModeSeconds().orElse(room.slowModeSeconds());
                    if (!flags.equals(room.flags())) {
                        catalogue.setChat(stream, flags, batch);
                        events.append(changed(stream, flags, now), batch);
                    }
                    rooms.addSettings(stream, slow, delay, batch);
                    audit.add(
                            new AuditEntry(
                                    actor,
                                    "chat.changed",
                                    STREAM,
                                    stream.toString(),
                                    change.fields()),
                            batch);
                });
        log.info("chat.changed stream={} fields={}", stream, change.fields());
        return rooms.find(stream).orElseThrow(ChatModeration::noStream);
    }

    /** Those that hold, newest first. */
    List<Ban> bans(StreamId stream) {
        return bans.of(stream, clock.instant(), Rulebook.MOST_BANS);
    }

    /**
     * Somebody may not enter, or not write; what was said of them before is replaced.
     *
     * @throws NotFound when there is no such stream
     * @throws Conflict when there are as many as can be kept
     */
    Ban put(StreamId stream, Kind kind, Whom whom, Sentence sentence, Actor actor) {
        Instant at = now();
        Ban ban =
                new Ban(
                        kind,
                        whom,
                        sentence.time().map(at::plus),
                        sentence.reason(),
                        by(actor),
                        at);
        locked(
                stream,
                (room, now, batch) -> {
                    if (bans.count(stream) >= Rulebook.MOST_BANS) {
                        throw new Conflict(
                                "This chat has " + Rulebook.MOST_BANS + " bans; take some away");
                    }
                    bans.put(stream, ban);
                    rooms.addVersion(stream, batch);
                    String action = kind == Kind.BAN ? "chat.banned" : "chat.timed-out";
                    audit.add(entry(actor, action, stream, whom.target().text()), batch);
                });
        log.info("chat.{} stream={} target={}", kind.text(), stream, whom.target().text());
        return ban;
    }

    /**
     * @throws NotFound when there is no such stream, or nothing to take away
     */
    void remove(StreamId stream, Kind kind, Whom whom, Actor actor) {
        locked(
                stream,
                (room, now, batch) -> {
                    if (!bans.remove(stream, kind, whom)) {
                        throw new NotFound("There is no such " + kind.text());
                    }
                    rooms.addVersion(stream, batch);
                    String action = kind == Kind.BAN ? "chat.unbanned" : "chat.timeout-ended";
                    audit.add(entry(actor, action, stream, whom.target().text()), batch);
                });
    }

    /**
     * Takes one message away; moderators still see it. What is deleted already stays so.
     *
     * @throws NotFound when there is no such stream or message
     * @throws Unavailable when the message is not written down yet
     */
    void delete(StreamId stream, long message, Actor actor) {
        waitForTheLog();
        locked(
                stream,
                (room, now, batch) -> {
                    if (messages.delete(stream, message, by(actor), now)) {
                        bans.addRemoval(stream, message, now, batch);
                        rooms.addVersion(stream, batch);
                        audit.add(
                                AuditEntry.of(actor, "chat.message-deleted", "message", message),
                                batch);
                    } else if (!messages.exists(stream, message)) {
                        throw new NotFound("Message not found");
                    }
                });
        log.info("chat.message-deleted stream={} message={}", stream, message);
    }

    /**
     * Takes all rows of what a user has said in a chat out of the database.
     *
     * @return how many
     * @throws Unavailable when what they said is not written down yet
     */
    long erase(StreamId stream, String userId, Actor actor) {
        waitForTheLog();
        return eraseWritten(stream, userId, Optional.of(actor));
    }

    /** The same in all chats. */
    long eraseEverywhere(String userId, Actor actor) {
        waitForTheLog();
        // Here somebody may remember what was lost before it was written.
        Set<StreamId> streams = new HashSet<>(rules.rooms().keySet());
        streams.addAll(messages.streamsOf(userId));
        long erased = 0;
        for (StreamId stream : streams) {
            erased += eraseWritten(stream, userId, Optional.empty());
        }
        transactions.executeWithoutResult(
                tx -> audit.write(AuditEntry.of(actor, "chat.user-erased", "chat-user", userId)));
        log.info("chat.user-erased streams={} messages={}", streams.size(), erased);
        return erased;
    }

    /**
     * @param actor empty: who does more than this writes the audit entry
     */
    private long eraseWritten(StreamId stream, String userId, Optional<Actor> actor) {
        Integer erased =
                transactions.execute(
                        tx -> {
                            Instant now = now();
                            // Somebody may have a chat beside a stream that nobody knows.
                            boolean known = catalogue.lock(stream);
                            int rows = messages.erase(stream, userId);
                            SqlBatch batch = new SqlBatch();
                            bans.addRemoval(stream, userId, now, batch);
                            if (known) {
                                rooms.addVersion(stream, batch);
                            }
                            actor.ifPresent(
                                    who -> audit.add(entry(who, "chat.erased", stream), batch));
                            batch.run(jdbc);
                            return rows;
                        });
        tell(stream);
        return erased;
    }

    private void locked(StreamId stream, Change change) {
        transactions.executeWithoutResult(
                tx -> {
                    if (!catalogue.lock(stream)) {
                        throw noStream();
                    }
                    SqlBatch batch = new SqlBatch();
                    change.make(rooms.find(stream).orElseThrow(), now(), batch);
                    batch.run(jdbc);
                });
        tell(stream);
    }

    /** The change is made; should the database fail just now, the next look tells the room. */
    private void tell(StreamId stream) {
        try {
            watch.apply(stream);
        } catch (DataAccessException | TransactionException e) {
            log.warn("chat.told-later stream={} reason=\"the database does not answer\"", stream);
        }
    }

    private void waitForTheLog() {
        if (!chatLog.flush(LOG_WAIT)) {
            throw new Unavailable("What was said is not written down yet", LOG_WAIT);
        }
    }

    private static NewEvent changed(StreamId stream, ChatSettings flags, Instant now) {
        return new NewEvent(
                stream,
                "chat.changed",
                now,
                Map.of(
                        "isChatEnabled", flags.enabled(),
                        "isChatDelayed", flags.delayed(),
                        "isChatFollowersOnly", flags.followersOnly()));
    }

    private static AuditEntry entry(Actor actor, String action, StreamId stream, String... fields) {
        return AuditEntry.of(actor, action, STREAM, stream, fields);
    }

    private static String by(Actor actor) {
        return actor.account()
                .map(Object::toString)
                .orElseGet(() -> actor.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static NotFound noStream() {
        return new NotFound("Stream not found");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
