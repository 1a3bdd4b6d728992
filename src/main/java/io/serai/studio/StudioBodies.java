package io.serai.studio;

import org.jspecify.annotations.Nullable;

/** What StreamIt's clients send, as {@code /openapi.json} describes it; {@link Fields} reads it. */
final class StudioBodies {
    private StudioBodies() {}

    /** Who may chat; what is absent stays, or is the default of a new stream. */
    record ChatWanted(
            @Nullable Boolean isChatEnabled,
            @Nullable Boolean isChatDelayed,
            @Nullable Boolean isChatFollowersOnly) {}

    /**
     * @param title up to 200 characters
     * @param description up to 1000 characters
     * @param thumbnail address of a picture
     * @param streamMethod {@code obs} (RTMP) or {@code browser} (WHIP)
     */
    record StreamWanted(
            String title,
            @Nullable String description,
            @Nullable String thumbnail,
            @Nullable ChatWanted chatSettings,
            @Nullable String streamMethod) {}

    /**
     * @param ingressType {@code RTMP} (default) or {@code WHIP}
     */
    record IngressWanted(@Nullable String ingressType) {}

    /** At least one of the two. */
    record InfoWanted(@Nullable String title, @Nullable String thumbnail) {}

    /**
     * @param hostId the creator's id
     * @param guestName of who is not signed in
     */
    record RoomTokenWanted(String hostId, @Nullable String guestName) {}
}
