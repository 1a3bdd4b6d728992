package io.serai.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveKitSettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource({
        "ws://127.0.0.1:7880, http://127.0.0.1:7880",
        "wss://live.example.org, https://live.example.org",
        "WSS://live.example.org/, https://live.example.org",
        "https://live.example.org, https://live.example.org"
    })
    void asksTheAddressThatClientsAreToldByHttp(String url, String api) {
        assertThat(settings(url, "key", "secret").api()).hasToString(api);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live.example.org",
                "rtmp://live.example.org",
                "wss://user:pass@live.example.org",
                "wss://live.example.org/path",
                "wss://live.example.org?a=b",
                "wss://",
                "ws:// "
            })
    void refusesToStartWithAnotherAddress(String url) {
        assertThatThrownBy(() -> settings(url, "key", "secret"))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("LIVEKIT_URL is an address");
    }

    @ParameterizedTest
    @CsvSource({"wss://a.b,'',''", "'',key,''", "'','',secret", "wss://a.b,key,''"})
    void refusesToStartWithOnlyAPartOfIt(String url, String key, String secret) {
        assertThatThrownBy(() -> settings(url, key, secret))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET")
                .hasMessageNotContaining("secret ");
    }

    @Test
    void isNotConfiguredByDefault() {
        assertThat(settings("", "", "").configured()).isFalse();
    }

    @Test
    void refusesTimesThatAreNone() {
        assertThatThrownBy(() -> new LiveKitSettings("", "", "", Duration.ZERO, SECOND, SECOND))
                .isInstanceOf(StartRefused.class);
    }

    private static LiveKitSettings settings(String url, String key, String secret) {
        return new LiveKitSettings(url, key, secret, SECOND, SECOND, SECOND);
    }
}
