package io.serai.playback;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.PublicAddresses;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final MediaName APP = new MediaName("live");
    private static final MediaName STREAM = new MediaName("k");

    @Test
    void namesSeraiAsTheCallerReachedIt() {
        assertThat(base("", false, "Host", "10.0.0.7:3001")).isEqualTo("http://10.0.0.7:3001");
        assertThat(base("", false, "Host", "[::1]:3001")).isEqualTo("http://[::1]:3001");
        assertThat(base("", false, "Host", "a/b\"c")).isEqualTo("http://localhost");
        assertThat(base("", false)).isEqualTo("http://localhost");
    }

    @Test
    void believesAProxyOnlyIfItIsTrusted() {
        String[] headers = {
            "Host", "inside:3001",
            "X-Forwarded-Proto", "HTTPS, http",
            "X-Forwarded-Host", "live.example.com"
        };

        assertThat(base("", true, headers)).isEqualTo("https://live.example.com");
        assertThat(base("", false, headers)).isEqualTo("http://inside:3001");
    }

    @Test
    void namesSeraiAsConfigured() {
        assertThat(base("https://live.example.com/pixel/", false, "Host", "other"))
                .isEqualTo("https://live.example.com/pixel");
    }

    @Test
    void usesTheConfiguredAddressesOfSrs() {
        Addresses addresses =
                new Addresses(shown("rtmp://in.example.com/", "https://out.example.com/m/", ""));

        assertThat(addresses.rtmp(APP, STREAM)).isEqualTo("rtmp://in.example.com/live/k");
        assertThat(addresses.hls(APP, STREAM)).isEqualTo("https://out.example.com/m/live/k.m3u8");
        assertThat(addresses.flv(APP, STREAM)).isEqualTo("https://out.example.com/m/live/k.flv");
    }

    private static String base(String configured, boolean trusted, String... headers) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        HttpCall call =
                new HttpCall(
                        "GET",
                        "/api/hls/player",
                        Map.of(),
                        Form.EMPTY,
                        new Headers(all),
                        new Caller("127.0.0.1", "127.0.0.1", trusted, headers.length > 2),
                        new byte[0],
                        false,
                        0);
        String url =
                new Addresses(shown("", "", configured)).proxiedHls(call, APP, STREAM, ".m3u8");
        assertThat(url).endsWith("/api/hls/proxy?url=/live/k.m3u8");
        return url.substring(0, url.indexOf("/api/"));
    }

    private static PublicAddresses shown(String rtmpUrl, String hlsUrl, String baseUrl) {
        return new PublicAddresses(
                "", "127.0.0.1", 1935, 8080, rtmpUrl, hlsUrl, baseUrl, List.of());
    }
}
