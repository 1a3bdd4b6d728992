package io.serai.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Unavailable;
import io.serai.testing.RecordingDiscord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscordClientTest {
    private final RecordingDiscord discord = new RecordingDiscord();
    private final NotifySettings settings =
            new NotifySettings(
                    discord.webhook(1),
                    "",
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(1));
    private final DiscordClient client = new DiscordClient(settings);
    private final Webhook webhook = new Webhooks(settings).room().orElseThrow();

    @AfterEach
    void close() {
        client.destroy();
        discord.close();
    }

    @Test
    void waitsBoundedTimeForSilence() {
        discord.thenSilence();
        long begin = System.nanoTime();

        assertThatThrownBy(this::send)
                .isInstanceOf(Unavailable.class)
                .hasMessage("Discord does not answer: TimeoutException");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void namesTheKindOfABrokenConnection() {
        discord.thenClose();

        assertThatThrownBy(this::send)
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("Discord does not answer: ")
                .hasMessageNotContainingAny(RecordingDiscord.TOKEN, "http://");
    }

    @Test
    void namesTheKindOfARefusedConnection() {
        Webhook nobody = Webhook.parse("room", "X", "http://127.0.0.1:" + freePort() + "/a/b");

        assertThatThrownBy(() -> client.send(nobody, "POST", nobody.post(false), "{}"))
                .isInstanceOf(Unavailable.class)
                .hasMessage("Discord does not answer: ConnectException");
    }

    @Test
    void takesTheStatusForTheAnswerWhenTheBodyStalls() {
        discord.thenStall(200, "{\"id\":\"7\",\"content\":\"");

        DiscordReply reply = send();

        assertThat(reply.ok()).isTrue();
        assertThat(reply.text()).startsWith("{\"id\":\"7\"");
        assertThat(reply.messageId()).isEmpty();
    }

    @Test
    void readsNoMoreThanTheBound() {
        discord.then(200, "x".repeat(3_000_000));

        DiscordReply reply = send();

        assertThat(reply.ok()).isTrue();
        assertThat(reply.text()).hasSize(DiscordClient.MOST_BODY_BYTES);
    }

    @Test
    void hidesTheSecretIfDiscordRepeatsIt() {
        discord.then(400, "{\"message\":\"no " + RecordingDiscord.TOKEN + "\"}");

        DiscordReply reply = send();

        assertThat(reply.text()).isEqualTo("{\"message\":\"no ***\"}");
        assertThat(reply.toString() + webhook + settings).doesNotContain(RecordingDiscord.TOKEN);
    }

    private DiscordReply send() {
        return client.send(webhook, "POST", webhook.post(true), "{}");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
