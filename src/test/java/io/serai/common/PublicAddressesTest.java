package io.serai.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PublicAddressesTest {

    @Test
    void hasTheDefaultsOfPixelCast() {
        PublicAddresses addresses = bind(Map.of());

        assertThat(addresses.srsHost()).isEqualTo("127.0.0.1");
        assertThat(addresses.rtmpUrl()).isEqualTo("rtmp://127.0.0.1:1935");
        assertThat(addresses.encoderUrl()).isEqualTo("rtmp://127.0.0.1");
        assertThat(addresses.hlsUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(addresses.base()).isEmpty();
        assertThat(addresses.stunUrls())
                .containsExactly(
                        "stun:stun.l.google.com:19302",
                        "stun:stun1.l.google.com:19302",
                        "stun:stun2.l.google.com:19302");
    }

    @Test
    void leavesOutOnlyThePortThatAnEncoderSupposes() {
        assertThat(bind(Map.of("rtmp-port", "1936")).encoderUrl())
                .isEqualTo("rtmp://127.0.0.1:1936");
        assertThat(bind(Map.of("rtmp-url", "rtmp://a:19350/x")).encoderUrl())
                .isEqualTo("rtmp://a:19350/x");
        assertThat(bind(Map.of("rtmp-url", "rtmps://a:1935")).encoderUrl())
                .isEqualTo("rtmps://a:1935");
        assertThat(bind(Map.of("rtmp-url", "rtmp://a:1935/x")).encoderUrl())
                .isEqualTo("rtmp://a/x");
    }

    @Test
    void showsThePublicHostAndOtherwiseTheOneOfTheServer() {
        assertThat(bind(Map.of("srs-host", "", "srs-server", "10.0.0.5")).rtmpUrl())
                .isEqualTo("rtmp://10.0.0.5:1935");
        assertThat(
                        bind(Map.of(
                                        "srs-host", "2001:db8::1",
                                        "srs-server", "10.0.0.5",
                                        "rtmp-port", "1936"))
                                .rtmpUrl())
                .isEqualTo("rtmp://[2001:db8::1]:1936");
    }

    @Test
    void takesOtherStunServersOrNone() {
        assertThat(bind(Map.of("stun-urls", "stun:a.example:1, stuns:b.example")).stunUrls())
                .isEqualTo(List.of("stun:a.example:1", "stuns:b.example"));
        assertThat(bind(Map.of("stun-urls", "")).stunUrls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "srs-host, http://a, SRS_PUBLIC_IP",
        "srs-host, a/b, SRS_PUBLIC_IP",
        "srs-host, a_b, SRS_PUBLIC_IP",
        "srs-host, a:80, SRS_PUBLIC_IP",
        "rtmp-port, 0, SRS_RTMP_PORT",
        "http-port, 70000, SRS_HTTP_PORT",
        "rtmp-url, http://a, SRS_RTMP_URL",
        "hls-url, ftp://a, SRS_HLS_URL",
        "hls-url, http://user:secret@a, SRS_HLS_URL",
        "base-url, live.example.com, PUBLIC_BASE_URL",
        "base-url, https://a?b, PUBLIC_BASE_URL",
        "stun-urls, turn:a, STUN_URLS",
    })
    void refusesWhatIsNoAddressWithoutTellingSecrets(String key, String value, String variable) {
        assertThatThrownBy(() -> bind(Map.of(key, value)))
                .rootCause()
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(variable)
                .hasMessageNotContaining("secret");
    }

    private static PublicAddresses bind(Map<String, String> settings) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        settings.forEach((key, value) -> source.put("serai.addresses." + key, value));
        return new Binder(source).bindOrCreate("serai.addresses", PublicAddresses.class);
    }
}
