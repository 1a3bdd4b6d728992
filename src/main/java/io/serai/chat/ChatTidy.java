package io.serai.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Removes what is kept no longer, a portion at a time. Thread-safe. */
@Component
final class ChatTidy {
    private static final Logger log = LoggerFactory.getLogger(ChatTidy.class);

    private static final int AT_ONCE = 5000;

    /** All nodes have looked long before. */
    private static final Duration REMOVALS = Duration.ofHours(1);

    private final ChatMessageRepository messages;
    private final ChatBanRepository bans;
    private final ModerationSettings settings;
    private final Clock clock;

    ChatTidy(
            ChatMessageRepository messages,
            ChatBanRepository bans,
            ModerationSettings settings,
            Clock clock) {
        this.messages = messages;
        this.bans = bans;
        this.settings = settings;
        this.clock = clock;
    }

    /** Removes one portion; how many rows it had. */
    @FunctionalInterface
    private interface Portion {
        int remove(Instant before, int most);
    }

    void prune() {
        Instant now = clock.instant();
        long removed = all(messages::removeBefore, now.minus(settings.keep()));
        long over = all(bans::removeOver, now);
        all(bans::forgetRemovals, now.minus(REMOVALS));
        if (removed + over > 0) {
            log.info("chat.pruned messages={} bans={}", removed, over);
        }
    }

    private static long all(Portion portion, Instant before) {
        long all = 0;
        int last;
        do {
            last = portion.remove(before, AT_ONCE);
            all += last;
        } while (last > 0);
        return all;
    }
}
