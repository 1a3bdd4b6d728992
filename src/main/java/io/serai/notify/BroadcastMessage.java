package io.serai.notify;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Discord is told about a broadcast. Everybody in the channel may read it: no key is in it.
 */
final class BroadcastMessage {
    private static final int LIVE = 0xED4245;
    private static final int OVER = 0x95A5A6;
    private static final Map<String, String> SURFACES =
            Map.of(
                    "pixelcast", "PixelCast",
                    "streamit", "StreamIt",
                    "live-service", "Live",
                    "streamhelper", "StreamHelper");

    private BroadcastMessage() {}

    static DiscordMessage live(Broadcast broadcast) {
        return new DiscordMessage(
                new DiscordEmbed(
                        "\uD83D\uDD34 " + title(broadcast) + " is live",
                        "",
                        LIVE,
                        List.of(started(broadcast)),
                        broadcast.startedAt(),
                        surface(broadcast)));
    }

    static DiscordMessage ended(Broadcast broadcast) {
        return new DiscordMessage(
                new DiscordEmbed(
                        "\u26AB " + title(broadcast) + " was live",
                        "",
                        OVER,
                        List.of(
                                started(broadcast),
                                new DiscordEmbed.Field("Duration", duration(broadcast)),
                                new DiscordEmbed.Field(
                                        "Peak viewers", Integer.toString(broadcast.peakViewers()))),
                        broadcast.startedAt(),
                        surface(broadcast)));
    }

    private static String title(Broadcast broadcast) {
        String title = Markdown.escape(broadcast.title());
        return title.isEmpty() ? "A broadcast" : title;
    }

    private static String surface(Broadcast broadcast) {
        return SURFACES.getOrDefault(broadcast.surface(), broadcast.surface());
    }

    /** Discord shows it in the reader's own time zone. */
    private static DiscordEmbed.Field started(Broadcast broadcast) {
        return new DiscordEmbed.Field(
                "Started", "<t:" + broadcast.startedAt().getEpochSecond() + ":f>");
    }

    private static String duration(Broadcast broadcast) {
        Duration length = Duration.between(broadcast.startedAt(), broadcast.endedAt());
        long seconds = Math.max(0, length.toSeconds());
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
