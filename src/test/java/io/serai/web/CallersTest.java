package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import io.serai.common.http.Caller;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class CallersTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            textBlock =
                    """
                    -                | 127.0.0.1        | -          | -                      | 127.0.0.1 | true
                    -                | 0:0:0:0:0:0:0:1  | -          | -                      | 0:0:0:0:0:0:0:1 | true
                    -                | 127.0.0.1        | 8.8.8.8    | -                      | 127.0.0.1 | false
                    -                | 10.0.0.1         | -          | -                      | 10.0.0.1  | false
                    127.0.0.1        | 127.0.0.1        | 8.8.8.8    | -                      | 8.8.8.8   | true
                    127.0.0.1        | 127.0.0.1        | nonsense   | -                      | 127.0.0.1 | true
                    127.0.0.1        | 10.0.0.1         | 8.8.8.8    | -                      | 10.0.0.1  | false
                    10.0.0.0/8       | 10.0.0.1         | -          | 1.1.1.1, 9.9.9.9, 10.2.2.2 | 9.9.9.9 | true
                    10.0.0.0/8       | 10.0.0.1         | -          | 10.3.3.3               | 10.3.3.3  | true
                    10.0.0.0/8       | 10.0.0.1         | -          | 1.1.1.1, unknown       | 10.0.0.1  | true
                    10.0.0.0/8       | 10.0.0.1         | -          | 1.1.1.1:4711           | 1.1.1.1   | true
                    10.0.0.0/8       | 10.0.0.1         | -          | [2001:db8::1]:80       | 2001:db8:0:0:0:0:0:1 | true
                    10.0.0.0/8       | ::ffff:10.0.0.1  | 8.8.8.8    | -                      | 8.8.8.8   | true
                    fd00::/8         | fd00::1          | 8.8.8.8    | -                      | 8.8.8.8   | true
                    """)
    void believesOnlyTrustedProxies(
            String proxies,
            String peer,
            String realIp,
            String forwardedFor,
            String address,
            boolean trusted) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(peer);
        if (realIp != null) {
            request.addHeader("X-Real-IP", realIp);
        }
        if (forwardedFor != null) {
            request.addHeader("X-Forwarded-For", forwardedFor);
        }

        Caller caller = new Callers(settings(proxies == null ? "" : proxies)).of(request);

        assertThat(caller.address()).isEqualTo(address);
        assertThat(caller.trustedProxy()).isEqualTo(trusted);
        assertThat(caller.forwarded()).isEqualTo(realIp != null || forwardedFor != null);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            textBlock =
                    """
                    10.0.0.0/8 | 10.0.0.1  | https        | -                                | true
                    10.0.0.0/8 | 10.0.0.1  | HTTPS        | -                                | true
                    10.0.0.0/8 | 10.0.0.1  | wss          | -                                | true
                    10.0.0.0/8 | 10.0.0.1  | https, https | -                                | true
                    10.0.0.0/8 | 10.0.0.1  | -            | for=1.1.1.1;proto=https          | true
                    10.0.0.0/8 | 10.0.0.1  | -            | Proto="https";for=1.1.1.1        | true
                    10.0.0.0/8 | 10.0.0.1  | https        | for=1.1.1.1                      | true
                    10.0.0.0/8 | 10.0.0.1  | -            | -                                | false
                    10.0.0.0/8 | 10.0.0.1  | http         | -                                | false
                    10.0.0.0/8 | 10.0.0.1  | https, http  | -                                | false
                    10.0.0.0/8 | 10.0.0.1  | http, https  | -                                | false
                    10.0.0.0/8 | 10.0.0.1  | https,       | -                                | false
                    10.0.0.0/8 | 10.0.0.1  | http         | proto=https                      | false
                    10.0.0.0/8 | 10.0.0.1  | -            | proto=https, for=1.1.1.1;proto=http | false
                    10.0.0.0/8 | 10.0.0.1  | -            | for=1.1.1.1;xproto=https         | false
                    10.0.0.0/8 | 8.8.8.8   | https        | -                                | false
                    10.0.0.0/8 | 8.8.8.8   | -            | proto=https                      | false
                    -          | 127.0.0.1 | https        | -                                | false
                    """)
    void knowsWhoCameByHttps(
            String proxies, String peer, String proto, String forwarded, boolean https) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(peer);
        if (proto != null) {
            request.addHeader("X-Forwarded-Proto", proto);
        }
        if (forwarded != null) {
            request.addHeader("Forwarded", forwarded);
        }

        Caller caller = new Callers(settings(proxies == null ? "" : proxies)).of(request);

        assertThat(caller.https()).isEqualTo(https);
    }

    @Test
    void knowsWhoSpeaksTlsWithSeraiItself() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr("8.8.8.8");
        request.setSecure(true);

        assertThat(new Callers(settings("")).of(request).https()).isTrue();
    }

    @Test
    void refusesToStartWithAnUnreadableProxy() {
        assertThatThrownBy(() -> new Callers(settings("10.0.0.0/8,proxy.example")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("TRUSTED_PROXIES")
                .hasMessageContaining("proxy.example");
    }

    private static WebSettings settings(String proxies) {
        return new WebSettings(
                List.of(),
                proxies,
                "",
                "http://localhost:3000",
                true,
                false,
                Duration.ZERO,
                new WebSettings.Sse(1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new WebSettings.CallLimit(20, Duration.ofSeconds(1)));
    }
}
