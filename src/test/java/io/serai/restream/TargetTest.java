package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Invalid;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "rtmp://live.twitch.tv/app, RTMP, live.twitch.tv, 1935, app",
        "rtmp://b.rtmp.youtube.com/live2?backup=1, RTMP, b.rtmp.youtube.com, 1935, live2?backup=1",
        "rtmps://live-api-s.facebook.com:443/rtmp/, RTMPS, live-api-s.facebook.com, 443, rtmp",
        "RTMP://media.example.org:1936/one/two, RTMP, media.example.org, 1936, one/two",
        "rtmp://203.0.113.9/live, RTMP, 203.0.113.9, 1935, live",
        "rtmp://[2001:db8::1]:1940/live, RTMP, 2001:db8::1, 1940, live",
        "srt://ingest.example.org:9000?latency=200&mode=caller, SRT, ingest.example.org, 9000, ''",
    })
    void readsAddresses(
            String url, Target.Scheme scheme, String host, int port, String application) {
        assertThat(Target.parse(url)).isEqualTo(new Target(scheme, url, host, port, application));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-i",
                "-f",
                "/etc/passwd",
                "file:///etc/passwd",
                "http://example.org/app",
                "tee:rtmp://example.org/a",
                "concat:rtmp://example.org/a",
                "rtmp:",
                "rtmp://",
                "rtmp:///app",
                "rtmp://example.org",
                "rtmp://example.org/",
                "rtmp://example.org:0/app",
                "rtmp://example.org:70000/app",
                "rtmp://user:password@example.org/app",
                "rtmp://example.org/app#part",
                "rtmp://example.org/app live=1",
                "rtmp://example.org/app\n-f null",
                "rtmp://example.org/äpp",
                // The C library would read these as 127.0.0.1.
                "rtmp://0177.0.0.1/app",
                "rtmp://2130706433/app",
                "rtmp://127.1/app",
                "rtmp://0x7f.0.0.1/app",
                "srt://example.org",
                "srt://example.org:9000?mode=listener",
                "srt://example.org:9000?streamid=abc",
                "srt://example.org:9000?passphrase=0123456789",
                "srt://example.org:9000?localaddr=0.0.0.0",
                "srt://example.org:9000/path",
            })
    void refusesWhatIsNoTarget(String url) {
        assertThatThrownBy(() -> Target.parse(url))
                .isInstanceOf(Invalid.class)
                .hasMessageStartingWith("rtmpUrl ");
    }

    @Test
    void refusesAnAddressThatIsTooLong() {
        assertThatThrownBy(() -> Target.parse("rtmp://example.org/" + "a".repeat(1020)))
                .isInstanceOf(Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "64:ff9b::7f00:1",
                "::ffff:127.0.0.1",
            })
    void refusesAddressesThatAreNotPublic(String address) {
        assertThatThrownBy(() -> check(address).requireReachable(target()))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("not public");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8.8.8.8", "172.15.0.1", "172.32.0.1", "2606:4700::1", "64:ff9b::808:808"})
    void takesPublicAddresses(String address) {
        assertThatCode(() -> check(address).requireReachable(target())).doesNotThrowAnyException();
    }

    @Test
    void refusesANameThatHasOneAddressWhichIsNotPublic() {
        TargetCheck check =
                new TargetCheck(
                        false,
                        host ->
                                new InetAddress[] {
                                    InetAddress.ofLiteral("8.8.8.8"),
                                    InetAddress.ofLiteral("10.0.0.1")
                                });

        assertThatThrownBy(() -> check.requireReachable(target())).isInstanceOf(Invalid.class);
    }

    @Test
    void leavesANameThatDoesNotResolveToFfmpeg() {
        TargetCheck check =
                new TargetCheck(
                        false,
                        host -> {
                            throw new UnknownHostException(host);
                        });

        assertThatCode(() -> check.requireReachable(target())).doesNotThrowAnyException();
    }

    @Test
    void takesAnyAddressWhereAnOperatorAllowsIt() {
        TargetCheck check =
                new TargetCheck(true, host -> new InetAddress[] {InetAddress.getLoopbackAddress()});

        assertThatCode(() -> check.requireReachable(target())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "live_1?bandwidthtest=true", "#=;\\\"'-f", "ключ", "-i"})
    void takesPrintableKeys(String key) {
        assertThat(TargetKey.entered(key).value()).isEqualTo(key);
        assertThat(TargetKey.entered(key)).hasToString("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\nrtmp_app=x",
                "a\r",
                "a\tb",
                "a\u0000",
                "a\u00a0b",
                "a\u2028b",
                "a\u007f",
                "a\u200bb"
            })
    void refusesKeysThatWouldBeMoreThanOneOption(String key) {
        assertThatThrownBy(() -> TargetKey.entered(key))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("1 to 512 printable characters");
    }

    @Test
    void takesKeysOf512CharactersAndNoLongerOnes() {
        assertThatCode(() -> TargetKey.entered("k".repeat(512))).doesNotThrowAnyException();
        assertThatThrownBy(() -> TargetKey.entered("k".repeat(513))).isInstanceOf(Invalid.class);
    }

    private static TargetCheck check(String address) {
        return new TargetCheck(false, host -> new InetAddress[] {InetAddress.ofLiteral(address)});
    }

    private static Target target() {
        return Target.parse("rtmp://example.org/app");
    }
}
