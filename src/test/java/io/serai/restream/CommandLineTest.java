package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import io.serai.common.StreamId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private static final RestreamSettings SETTINGS =
            new RestreamSettings(
                    "",
                    "",
                    false,
                    "rtmp://nginx:1936/live",
                    "rtmp://srs:1937",
                    Map.of("nginx:edge", "rtmp://10.0.0.7:1935/ignored"),
                    Map.of("copy", "-c copy", "small", " -c:v libx264  -b:v 1M "),
                    Map.of(
                            "custom",
                            new RestreamSettings.PlatformEntry("Custom", Map.of(), 0, "copy"),
                            "tiny",
                            new RestreamSettings.PlatformEntry("Tiny", Map.of(), 500, "small")),
                    MachineTimes.DEFAULT,
                    new RestreamSettings.Limits(1, 1, Duration.ofDays(1), Duration.ofSeconds(15)));

    private final CommandLine commandLine = new CommandLine(SETTINGS, new Platforms(SETTINGS));

    @Test
    void pullsFromTheSessionAndSendsToTheTargetWithoutItsKey() {
        Order order = order("nginx:nginx-rtmp", "/live/abc", "custom", "rtmp://target/app");

        assertThat(order.arguments())
                .containsExactly(
                        ("-hide_banner -nostats -loglevel level+warning -progress pipe:1"
                                        + " -stats_period 1 -protocol_whitelist rtmp,tcp"
                                        + " -rw_timeout 5000000 -probesize 200000"
                                        + " -analyzeduration 500000"
                                        + " -i rtmp://nginx:1936/live/abc?serai=restream"
                                        + " -c copy -rw_timeout 5000000 -f flv"
                                        + " -flvflags no_duration_filesize rtmp://target/app")
                                .split(" "));
        assertThat(order.source()).isEqualTo("abc");
        assertThat(order.toString()).doesNotContain("abc");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx:nginx-rtmp, /other/abc, rtmp://nginx:1936/other/abc?serai=restream",
        "nginx:edge, /live/abc, rtmp://10.0.0.7:1935/live/abc?serai=restream",
        "srs:vid-1, /live/abc, rtmp://srs:1937/live/abc?serai=restream",
        "srs:vid-1, v.example/live/abc, rtmp://srs:1937/live/abc?serai=restream&vhost=v.example",
        "other, /live/abc, rtmp://nginx:1936/live/abc?serai=restream",
    })
    void pullsFromTheServerOfTheSession(String server, String path, String source) {
        List<String> arguments = order(server, path, "custom", "rtmp://target/app").arguments();

        assertThat(arguments.get(arguments.indexOf("-i") + 1)).isEqualTo(source);
    }

    @Test
    void takesThePlatformsProfile() {
        assertThat(order("srs:1", "/live/abc", "tiny", "rtmp://target/app").arguments())
                .containsSequence("-c:v", "libx264", "-b:v", "1M");
    }

    @Test
    void namesTheApplicationWhereItHasSeveralParts() {
        assertThat(order("srs:1", "/live/abc", "custom", "rtmp://target/a/b").arguments())
                .containsSequence("-rtmp_app", "a/b", "rtmp://target/a/b");
    }

    @Test
    void checksWhoATargetOfRtmpsIs() {
        assertThat(new Authorities(Optional.of(Path.of("/ca.pem"))).arguments())
                .containsExactly("-tls_verify", "1", "-ca_file", "/ca.pem");
        assertThat(Authorities.find("none").arguments()).isEmpty();
        assertThatThrownBy(() -> Authorities.find("/no/such/file"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("/no/such/file");
    }

    @Test
    void sendsMpegTsBySrt() {
        assertThat(order("srs:1", "/live/abc", "custom", "srt://target:9000").arguments())
                .containsSequence("-f", "mpegts", "srt://target:9000");
    }

    private Order order(String server, String path, String platform, String url) {
        Destination destination =
                new Destination(
                        new DestinationId(1),
                        new StreamId(2),
                        3,
                        platform,
                        url,
                        "A target",
                        Optional.empty(),
                        true,
                        new SealedKey("", 1),
                        4,
                        Instant.EPOCH,
                        Instant.EPOCH);
        return commandLine.order(new WantedRestream(destination, 5, server, path));
    }
}
