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
import io.serai.common.StreamId;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.streams.ChatSettings;
import io.serai.streams.StreamCatalogue;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Changes what a chat is like, who may be in it and what stays in it: each change is one
 * transaction under the lock of the stream's row, with its audit entry, and is in force on this
 * node when the call returns. Thread-safe.
 */
@Component
final class ChatModeration {
    private static final Logger log = LoggerFactory.getLogger(ChatModeration.class);

    private static final String STREAM = "stream";

    private final ChatChanges changes;
    private final StreamCatalogue catalogue;
    private final ChatRoomRepository rooms;
    private final ChatBanRepository bans;
    private final EventLog events;
    private final AuditLog audit;
    private final Clock clock;

    ChatModeration(
            ChatChanges changes,
            StreamCatalogue catalogue,
            ChatRoomRepository rooms,
            ChatBanRepository bans,
            EventLog events,
            AuditLog audit,
            Clock clock) {
        this.changes = changes;
        this.catalogue = catalogue;
        this.rooms = rooms;
        this.bans = bans;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @throws NotFound when there is no such stream
     */
    ChatRoom change(StreamId stream, SettingsChange change, Actor actor) {
        changes.make(
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
        return rooms.find(stream).orElseThrow(ChatChanges::noStream);
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
                        ChatChanges.by(actor),
                        at);
        changes.make(
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
        changes.make(
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

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
