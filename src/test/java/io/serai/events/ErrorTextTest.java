package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST https://discord.com/api/webhooks/1/token failed"
                        + "|POST https://discord.com/... failed",
                "at rtmp://user:pass@host:1935/live/key.|at rtmp://host:1935/...",
                "\"http://a.example/x?token=1\", and|\"http://a.example/...\", and",
                "no address at all|no address at all"
            })
    void leavesOfAUrlOnlyItsHost(String text, String masked) {
        assertThat(ErrorText.clean(text)).isEqualTo(masked);
    }

    @Test
    void isOneShortLine() {
        assertThat(ErrorText.clean("a\r\n\tb\u0000c")).isEqualTo("a b c");
        assertThat(ErrorText.clean("x".repeat(10_000_000))).hasSize(500).endsWith("...");
        assertThat(ErrorText.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void aBackoffDoublesUpToItsLimit() {
        Backoff backoff = new Backoff(Duration.ofSeconds(2));
        Random random = new Random(1);
        assertThat(backoff.after(1, random))
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_400));
        assertThat(backoff.after(4, random))
                .isBetween(Duration.ofSeconds(16), Duration.ofMillis(19_200));
        assertThat(backoff.after(1_000, random))
                .isBetween(Backoff.LONGEST, Backoff.LONGEST.multipliedBy(6).dividedBy(5));
    }
}
