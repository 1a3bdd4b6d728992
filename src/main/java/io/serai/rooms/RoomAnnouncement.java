package io.serai.rooms;

import io.serai.notify.DiscordEmbed;
import io.serai.notify.DiscordMessage;
import io.serai.notify.Markdown;
import java.time.Instant;
import java.util.List;

/** What Discord is told about a new room. Who reads it may publish: it holds the room's key. */
final class RoomAnnouncement {
    private static final int COLOUR = 0x5865F2;
    private static final String FOOTER = "PixelCast \u2022 Private Room Access";

    private RoomAnnouncement() {}

    /**
     * @param frontend base of the links to rooms
     * @param server what people enter in OBS
     */
    static DiscordMessage of(Room room, String frontend, String server, Instant now) {
        boolean rtmp = room.type() == RoomType.RTMP;
        String page = frontend + room.path();
        return new DiscordMessage(
                new DiscordEmbed(
                        rtmp
                                ? "\uD83C\uDFA5 New RTMP Stream Room Created"
                                : "\uD83D\uDDA5\uFE0F New WebRTC Room Created",
                        description(room, rtmp ? "streaming" : "screen sharing"),
                        COLOUR,
                        List.of(
                                link(page, rtmp ? "Join Stream" : "Join Room"),
                                new DiscordEmbed.Field(
                                        "\uD83D\uDD11 Stream Key", "`" + room.key().value() + "`"),
                                rtmp ? howToStream(server) : howToShare(),
                                new DiscordEmbed.Field(
                                        "\uD83D\uDEE1\uFE0F Security Notice",
                                        "Whoever has the key can publish here. Pass on neither the"
                                                + " link nor the key, and never show them on"
                                                + " stream.")),
                        now,
                        FOOTER));
    }

    private static String description(Room room, String purpose) {
        return "**%s** is ready for %s!\n\n\uD83D\uDD12 **Access Control:** only people who got this Discord message can open the room."
                .formatted(Markdown.escape(room.name()), purpose);
    }

    private static DiscordEmbed.Field link(String page, String label) {
        return new DiscordEmbed.Field(
                "\uD83D\uDD17 Click to Access Room",
                "[**%s \u2192**](%s)\n\n\u26A0\uFE0F **Important:** save this link, it is shown nowhere else."
                        .formatted(label, page));
    }

    private static DiscordEmbed.Field howToStream(String server) {
        return new DiscordEmbed.Field(
                "\uD83D\uDCFA How to Stream",
                """
                1. Open the room by the link above
                2. Copy the server URL and the stream key
                3. Open OBS, then Settings > Stream > Custom
                4. Server: `%s`
                5. Stream key: the one above
                6. Start streaming\
                """
                        .formatted(server));
    }

    private static DiscordEmbed.Field howToShare() {
        return new DiscordEmbed.Field(
                "\uD83D\uDDA5\uFE0F How to Share Screen",
                """
                1. Open the room by the link above
                2. Enter your name and join
                3. Choose "Share screen"
                4. Pick a window or the whole screen\
                """);
    }
}
