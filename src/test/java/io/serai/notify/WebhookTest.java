package io.serai.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    @ParameterizedTest
    @CsvSource({
        "https://discord.com/api/webhooks/1/s3cret, https://discord.com/api/v10/webhooks/1/s3cret",
        "https://DISCORD.com/api/webhooks/1/s3cret/, https://DISCORD.com/api/v10/webhooks/1/s3cret",
        "https://discord.com/api/v9/webhooks/1/s3cret,"
                + " https://discord.com/api/v9/webhooks/1/s3cret",
        "https://proxy.example/api/webhooks/1/s3cret, https://proxy.example/api/webhooks/1/s3cret",
        "http://localhost:9/api/webhooks/1/s3cret, http://localhost:9/api/webhooks/1/s3cret",
        "http://[::1]:9/api/webhooks/1/s3cret, http://[::1]:9/api/webhooks/1/s3cret",
    })
    void postsToTheUrl(String url, String target) {
        assertThat(parse(url).post(false)).hasToString(target);
    }

    @Test
    void keepsTheThreadAndDecidesAboutWaitingItself() {
        Webhook webhook = parse("https://discord.com/api/webhooks/1/s?wait=false&thread_id=7");

        assertThat(webhook.post(true).getQuery()).isEqualTo("wait=true&thread_id=7");
        assertThat(webhook.post(false).getQuery()).isEqualTo("thread_id=7");
        assertThat(webhook.message("5"))
                .hasToString("https://discord.com/api/v10/webhooks/1/s/messages/5?thread_id=7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://discord.com/api/webhooks/1/s3cret",
                "http://127.0.0.1.example/api/webhooks/1/s3cret",
                "ftp://localhost/s3cret",
                "discord.com/api/webhooks/1/s3cret",
                "https:///s3cret",
                "https://discord.com",
                "https://s3cret@discord.com/a/b",
                "https://discord.com/a b/s3cret",
            })
    void refusesToStartWithAnythingElseAndDoesNotRepeatIt(String url) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("DISCORD_WEBHOOK_URL ")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void showsNoPartOfTheUrl() {
        assertThat(parse("https://discord.com/api/webhooks/1/s3cret").toString())
                .matches("room \\([0-9a-f]{8}\\)");
    }

    private static Webhook parse(String url) {
        return Webhook.parse("room", "DISCORD_WEBHOOK_URL", url);
    }
}
