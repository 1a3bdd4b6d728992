package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.notify.DiscordEmbed;
import io.serai.notify.DiscordMessage;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoomAnnouncementTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void tellsHowToStreamIntoAnRtmpRoom() {
        DiscordEmbed embed = embed(RoomType.RTMP, "RTMP Room 01234567");

        assertThat(embed.title()).isEqualTo("\uD83C\uDFA5 New RTMP Stream Room Created");
        assertThat(embed.description())
                .startsWith(
                        "**RTMP Room 01234567** is ready for streaming!\n\n\uD83D\uDD12 **Access");
        assertThat(embed.colour()).isEqualTo(5793266);
        assertThat(embed.at()).isEqualTo(NOW);
        assertThat(embed.footer()).isEqualTo("PixelCast \u2022 Private Room Access");
        assertThat(embed.fields())
                .extracting(DiscordEmbed.Field::name)
                .containsExactly(
                        "\uD83D\uDD17 Click to Access Room",
                        "\uD83D\uDD11 Stream Key",
                        "\uD83D\uDCFA How to Stream",
                        "\uD83D\uDEE1\uFE0F Security Notice");
        assertThat(embed.fields().get(0).value())
                .startsWith("[**Join Stream \u2192**](https://front.example/room/the-key)\n\n")
                .contains("**Important:** save this link");
        assertThat(embed.fields().get(1).value()).isEqualTo("`the-key`");
        assertThat(embed.fields().get(2).value())
                .hasLineCount(6)
                .contains("Server: `rtmp://srs.example`");
    }

    @Test
    void tellsHowToShareAScreenInAWebRtcRoom() {
        DiscordEmbed embed = embed(RoomType.WEBRTC, "WEBRTC Room 01234567");

        assertThat(embed.title()).isEqualTo("\uD83D\uDDA5\uFE0F New WebRTC Room Created");
        assertThat(embed.description()).contains("is ready for screen sharing!");
        assertThat(embed.fields().get(0).value()).startsWith("[**Join Room \u2192**](");
        assertThat(embed.fields().get(2).name())
                .isEqualTo("\uD83D\uDDA5\uFE0F How to Share Screen");
        assertThat(embed.fields().get(2).value()).hasLineCount(4);
    }

    @Test
    void letsNoNameFormatTheMessage() {
        assertThat(embed(RoomType.RTMP, "**[x](http://e.org)**").description())
                .startsWith("**\\*\\*\\[x\\]\\(http\\://e.org\\)\\*\\*** is ready");
    }

    @Test
    void showsTheKeyOnlyInTheMessage() {
        DiscordMessage message = message(RoomType.RTMP, "x");

        assertThat(message.toString()).doesNotContain("the-key");
    }

    private static DiscordEmbed embed(RoomType type, String name) {
        return message(type, name).embeds().getFirst();
    }

    private static DiscordMessage message(RoomType type, String name) {
        Room room =
                new Room(
                        UUID.randomUUID(),
                        name,
                        new StreamKey("the-key"),
                        type,
                        "/room/the-key",
                        NOW,
                        false,
                        new StreamId(1));
        return RoomAnnouncement.of(room, "https://front.example", "rtmp://srs.example", NOW);
    }
}
