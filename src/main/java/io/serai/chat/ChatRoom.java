package io.serai.chat;

import io.serai.common.UserId;
import io.serai.streams.ChatSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * What a stream's chat is like, as it stands in the database.
 *
 * @param owner empty: only admins moderate
 * @param flags those that StreamIt's creators know
 * @param slowModeSeconds 0: everybody writes as often as they like
 * @param ownDelaySeconds how long a delayed chat is delayed; 0: as long as the settings say
 * @param version grows with each change of bans and of what {@code flags} does not hold
 */
record ChatRoom(
        Optional<UserId> owner,
        ChatSettings flags,
        int slowModeSeconds,
        int ownDelaySeconds,
        long version) {
    static final int LONGEST_DELAY = 300;
    static final int LONGEST_SLOW_MODE = 3600;

    /** Of a stream that nobody knows: a chat needs none. */
    static final ChatRoom UNKNOWN = new ChatRoom(Optional.empty(), ChatSettings.DEFAULT, 0, 0, -1);

    ChatRoom {
        if (slowModeSeconds < 0 || slowModeSeconds > LONGEST_SLOW_MODE) {
            throw new IllegalArgumentException("Slow mode is 0 to 3600 seconds");
        }
        if (ownDelaySeconds < 0 || ownDelaySeconds > LONGEST_DELAY) {
            throw new IllegalArgumentException("A delay is 0 to 300 seconds");
        }
    }

    /**
     * How much later messages are shown.
     *
     * @param otherwise where the owner has not said how much
     */
    Duration delay(Duration otherwise) {
        if (!flags.delayed()) {
            return Duration.ZERO;
        }
        return ownDelaySeconds == 0 ? otherwise : Duration.ofSeconds(ownDelaySeconds);
    }
}
