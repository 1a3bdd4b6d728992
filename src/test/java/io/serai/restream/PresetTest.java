package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {
    private static final Target RTMP = Target.parse("rtmp://target/app");
    private static final Target SRT = Target.parse("srt://target:9000");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live_1_abc",
                "#comment",
                "=begins",
                "a=b=c",
                "-f",
                "key?arg=1&other=2",
                "\\n",
                "%0a",
                "\"quoted\"",
                "'quoted'",
                "ключ",
            })
    void aKeyIsOneOptionWhateverItHolds(String key) {
        assertThat(text(RTMP, key)).isEqualTo("rtmp_playpath=" + key + "\n");
    }

    @Test
    void theLongestKeyFitsIntoALine() {
        assertThat(text(RTMP, "k".repeat(512)).length()).isLessThan(999);
    }

    @Test
    void aKeyOfSrtIsTheStreamId() {
        assertThat(text(SRT, "#!::r=live/x,m=publish"))
                .isEqualTo("streamid=#!::r=live/x,m=publish\n");
    }

    @Test
    void aKeyOfSrtMayBringAPassphrase() {
        assertThat(text(SRT, "streamid=abc&passphrase=0123456789"))
                .isEqualTo("streamid=abc\npassphrase=0123456789\n");
        assertThat(text(SRT, "passphrase=a=b")).isEqualTo("passphrase=a=b\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"streamid=abc&mode=listener", "passphrase=", "streamid=abc&"})
    void aKeyOfSrtSetsNothingElse(String key) {
        assertThatThrownBy(() -> Preset.of(SRT, new TargetKey(key)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("abc");
    }

    @Test
    void knowsWhatMustNotBeSeen() {
        assertThat(Preset.of(RTMP, new TargetKey("abc?token=def")).secrets())
                .containsExactlyInAnyOrder("abc?token=def", "abc");
        assertThat(Preset.of(SRT, new TargetKey("streamid=abc&passphrase=0123456789")).secrets())
                .contains("abc", "0123456789");
        assertThat(Preset.of(RTMP, new TargetKey("abc"))).hasToString("***");
    }

    private static String text(Target target, String key) {
        return new String(Preset.of(target, new TargetKey(key)).bytes(), StandardCharsets.UTF_8);
    }
}
