package io.serai.playback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HlsPlaylistTest {
    private static final URI SERVER = URI.create("http://127.0.0.1:8080");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-1.ts | proxy?url=/live/x-1.ts",
                "./x-1.ts | proxy?url=/live/x-1.ts",
                "sub/x-1.ts | proxy?url=/live/sub/x-1.ts",
                "/other/x-1.ts | proxy?url=/other/x-1.ts",
                "/live/x.m3u8?hls_ctx=a1 | proxy?url=/live/x.m3u8%3Fhls_ctx%3Da1",
                "x.ts?a=1&b=2 | proxy?url=/live/x.ts%3Fa%3D1%26b%3D2",
                "a b-1.ts | proxy?url=/live/a%20b-1.ts",
                "a%20b%26-1.ts | proxy?url=/live/a%20b%26-1.ts",
                "%E5%9C%B0-1.ts | proxy?url=/live/%E5%9C%B0-1.ts",
                "http://127.0.0.1:8080/live/x-1.ts?c=1 | proxy?url=/live/x-1.ts%3Fc%3D1",
                "HTTP://127.0.0.1:8080/live/x-1.ts | proxy?url=/live/x-1.ts",
            })
    void leadsFilesOfTheServerThroughSerai(String line, String rewritten) {
        assertThat(lineOf(line)).isEqualTo(rewritten);
        assertThat(HlsPath.read(decoded(rewritten))).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://cdn.example.com/x-1.ts",
                "https://127.0.0.1:8080/live/x-1.ts",
                "http://127.0.0.1:8081/live/x-1.ts",
                "http://u@127.0.0.1:8080/live/x-1.ts",
                "http://127.0.0.1:8080",
                "http://127.0.0.1:8080//evil.example/x.ts",
                "//cdn.example.com/x-1.ts",
                "../x-1.ts",
                "%2e%2e/x-1.ts",
                "x-1.ts%",
                "%FF.ts",
                "x-1.m4s",
                "data:video/mp2t;base64,AA.ts",
                "http://[x-1.ts"
            })
    void leavesTheRestAsItIs(String line) {
        assertThat(lineOf(line)).isEqualTo(line);
    }

    @Test
    void rewritesAddressesInTags() {
        assertThat(lineOf("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"URI=\",URI=\"au$1.m3u8\""))
                .isEqualTo(
                        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"URI=\","
                                + "URI=\"proxy?url=/live/au%241.m3u8\"");
        assertThat(lineOf("#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.example.com/k\""))
                .isEqualTo("#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.example.com/k\"");
    }

    @Test
    void keepsEverythingElse() {
        String playlist =
                "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n\n#EXTINF:9.9, no desc\n";

        assertThat(rewrite(playlist)).isEqualTo(playlist);
        assertThat(rewrite(playlist.replace("\n", "\r\n"))).isEqualTo(playlist);
    }

    @Test
    void keepsWhatIsNoPlaylist() {
        byte[] other = {(byte) 0xFF, 'x', '.', 't', 's', '\r', '\n'};

        assertThat(new HlsPlaylist(SERVER, path("/live/x.m3u8")).rewrite(other)).isEqualTo(other);
    }

    @Test
    void knowsTheNamesOfStreamsInAPath() {
        assertThat(path("/live/key-17.ts").names())
                .containsExactlyInAnyOrder("live", "key-17", "key");
        assertThat(path("/room/4-1700000000000.ts").names())
                .containsExactlyInAnyOrder("room", "4-1700000000000");
        assertThat(path("/live/key_low.m3u8").names()).contains("key");
        assertThat(path("/live/key/index.m3u8").names()).contains("key");
        assertThat(path("/live/key.m3u8?x=1").names()).containsExactlyInAnyOrder("live", "key");
    }

    @Test
    void asksTheServerForExactlyThatPath() {
        assertThat(path("/live/a b&\u00e4.ts?c=1").at(SERVER))
                .hasToString("http://127.0.0.1:8080/live/a%20b%26%C3%A4.ts?c=1");
    }

    private static String lineOf(String line) {
        String[] lines = rewrite("#EXTM3U\n" + line + "\n").split("\n");
        assertThat(lines).hasSize(2);
        return lines[1];
    }

    private static String rewrite(String playlist) {
        byte[] rewritten =
                new HlsPlaylist(SERVER, path("/live/x.m3u8")).rewrite(playlist.getBytes(UTF_8));
        return new String(rewritten, UTF_8);
    }

    private static String decoded(String rewritten) {
        return Percent.decode(rewritten.substring("proxy?url=".length())).orElseThrow();
    }

    private static HlsPath path(String text) {
        return HlsPath.read(text).orElseThrow();
    }
}
