package io.serai.chat;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes away what was said: out of the rooms at once, and out of the database. What was said before
 * is first waited for, so that no row comes after its own end. Thread-safe.
 */
@Component
final class ChatErasure {
    private static final Logger log = LoggerFactory.getLogger(ChatErasure.class);

    private static final Duration LOG_WAIT = Duration.ofSeconds(5);

    private final ChatChanges changes;
    private final ChatRoomRepository rooms;
    private final ChatBanRepository bans;
    private final ChatMessageRepository messages;
    private final ChatLog chatLog;
    private final Rulebook rules;
    private final AuditLog audit;
    private final TransactionTemplate transactions;

    ChatErasure(
            ChatChanges changes,
            ChatRoomRepository rooms,
            ChatBanRepository bans,
            ChatMessageRepository messages,
            ChatLog chatLog,
            Rulebook rules,
            AuditLog audit,
            TransactionTemplate transactions) {
        this.changes = changes;
        this.rooms = rooms;
        this.bans = bans;
        this.messages = messages;
        this.chatLog = chatLog;
        this.rules = rules;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Takes one message away; moderators still see it. What is deleted already stays so.
     *
     * @throws NotFound when there is no such stream or message
     * @throws Unavailable when what was said is not written down yet
     */
    void delete(StreamId stream, long message, Actor actor) {
        waitForTheLog();
        changes.make(
                stream,
                (room, now, batch) -> {
                    if (messages.delete(stream, message, ChatChanges.by(actor), now)) {
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
     * Takes all that a user has said in a chat out of the database.
     *
     * @return how many messages
     * @throws Unavailable when what was said is not written down yet
     */
    long erase(StreamId stream, String userId, Actor actor) {
        waitForTheLog();
        return eraseWritten(
                stream, userId, Optional.of(AuditEntry.of(actor, "chat.erased", "stream", stream)));
    }

    /** The same in all chats. */
    long eraseEverywhere(String userId, Actor actor) {
        waitForTheLog();
        // Here a room may remember what was lost before it was written.
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

    private int eraseWritten(StreamId stream, String userId, Optional<AuditEntry> entry) {
        return changes.remove(
                stream,
                (now, batch) -> {
                    bans.addRemoval(stream, userId, now, batch);
                    entry.ifPresent(one -> audit.add(one, batch));
                    return messages.erase(stream, userId);
                });
    }

    private void waitForTheLog() {
        if (!chatLog.flush(LOG_WAIT)) {
            throw new Unavailable("What was said is not written down yet", LOG_WAIT);
        }
    }
}
