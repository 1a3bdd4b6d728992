package io.serai.streams;

/**
 * Who may chat beside a stream, as its owner set it.
 *
 * @param enabled whether anybody but the owner may
 * @param delayed whether messages are shown a little later than they were written
 * @param followersOnly whether only those who follow the owner may
 */
public record ChatSettings(boolean enabled, boolean delayed, boolean followersOnly) {
    /** What a stream has whose owner has set nothing. */
    public static final ChatSettings DEFAULT = new ChatSettings(true, false, false);
}
