package io.serai.livekit;

/**
 * What a participant may do in the one room of its token; everybody may enter and watch.
 *
 * @param canPublish sound and pictures
 * @param canPublishData messages, which is what the chat is made of
 */
public record Grants(boolean canPublish, boolean canPublishData) {
    /** Who broadcasts. */
    public static final Grants HOST = new Grants(true, true);

    /** Who watches and may write. */
    public static final Grants VIEWER = new Grants(false, true);

    /** Who only watches. */
    public static final Grants SILENT_VIEWER = new Grants(false, false);
}
