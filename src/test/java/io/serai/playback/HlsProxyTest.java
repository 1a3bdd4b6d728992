package io.serai.playback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.playback.PlaybackApplication.Running;
import io.serai.testing.ScriptedHls.Request;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** {@code GET /api/hls/proxy} with a scripted SRS. */
@ExtendWith(OutputCaptureExtension.class)
class HlsProxyTest {
    private static final String PROXY = "/api/hls/proxy?url=";
    private static final int LARGEST_SEGMENT = 100 * 1024;

    private static Running serai;

    @BeforeAll
    static void start(@TempDir Path directory) {
        serai =
                PlaybackApplication.start(
                        directory,
                        "serai.playback.hls.stall=1s",
                        "serai.playback.hls.longest=3s",
                        "serai.playback.hls.largest-playlist=1KB",
                        "serai.playback.hls.largest-segment=100KB");
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    @Test
    void passesAPlaylistOnWithItsSegmentsThroughSerai() throws Exception {
        serai.hls.file(
                "/live/x.m3u8",
                "application/vnd.apple.mpegurl",
                "#EXTM3U\n#EXTINF:2.0,\nx-1.ts\n#EXTINF:2.0,\n/live/x-2.ts?hls_ctx=q\n"
                        .getBytes(UTF_8));

        HttpResponse<String> answer = serai.get(PROXY + "/live/x.m3u8?hls_ctx=abc");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "#EXTM3U\n#EXTINF:2.0,\nproxy?url=/live/x-1.ts\n#EXTINF:2.0,\n"
                                + "proxy?url=/live/x-2.ts%3Fhls_ctx%3Dq\n");
        assertThat(serai.hls.requests())
                .contains(new Request("GET", "/live/x.m3u8?hls_ctx=abc", Optional.empty()));
        assertThat(header(answer, "Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void passesASegmentOnByteByByte() throws Exception {
        byte[] content = random(LARGEST_SEGMENT);
        serai.hls.file("/live/x-1.ts", "video/MP2T", content);

        HttpResponse<byte[]> answer = bytes(PROXY + "%2Flive%2Fx-1.ts");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(header(answer, "Content-Type")).isEqualTo("video/MP2T");
        assertThat(header(answer, "Content-Length")).isEqualTo("" + LARGEST_SEGMENT);
        assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(answer.headers().firstValue("Date").isPresent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/html", "image/svg+xml"})
    void callsByTheirTypeOnlyWhatBrowsersDoNotRun(String type) throws Exception {
        serai.hls.file("/live/t.m3u8", type, "<script>".getBytes(UTF_8));
        serai.hls.file("/live/t.ts", type, "<script>".getBytes(UTF_8));

        assertThat(header(serai.get(PROXY + "/live/t.m3u8"), "Content-Type"))
                .isEqualTo("application/vnd.apple.mpegurl");
        assertThat(header(serai.get(PROXY + "/live/t.ts"), "Content-Type")).isEqualTo("video/mp2t");
    }

    @Test
    void passesOnThePartThatIsAskedFor() throws Exception {
        serai.hls.file("/live/r.ts", "", "0123456789".getBytes(UTF_8));

        HttpResponse<String> part = serai.get(PROXY + "/live/r.ts", "Range", "bytes=2-4");
        HttpResponse<String> odd = serai.get(PROXY + "/live/r.ts", "Range", "bytes=0-1,3-4");

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(odd.statusCode()).isEqualTo(200);
        assertThat(odd.body()).isEqualTo("0123456789");
    }

    @Test
    void tellsOnlyTheHeadersWhenAskedForThem() throws Exception {
        serai.hls.file("/live/h.ts", "", "0123456789".getBytes(UTF_8));

        HttpResponse<String> answer =
                serai.send(
                        serai.request(PROXY + "/live/h.ts")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "Content-Length")).isEqualTo("10");
    }

    @Test
    void asksForAPath() throws Exception {
        for (String path : new String[] {"/api/hls/proxy", PROXY, "/api/hls/proxy?url=%FF"}) {
            HttpResponse<String> answer = serai.get(path);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Missing url parameter\"}");
        }
        assertThat(serai.post(PROXY + "/live/x.m3u8").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/live/x.flv",
                "/api/v1/streams/",
                "/live/x.m3u8/",
                "/x?y=.m3u8",
                "/live/x.ts.html",
                "http://127.0.0.1:1985/api/v1/streams/"
            })
    void refusesOtherFiles(String url) throws Exception {
        refuses(url, "Invalid file type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/x.m3u8",
                "//evil.example/x.m3u8",
                "/\\evil.example/x.m3u8",
                "\\\\evil.example\\x.m3u8",
                "@evil.example/x.m3u8",
                "/@evil.example/x.m3u8",
                "live/x.m3u8",
                "/live//x.m3u8",
                "/../x.m3u8",
                "/live/../../x.ts",
                "/live/./x.ts",
                "/live/%2e%2e/x.ts",
                "/live/%252e%252e/x.ts",
                "/live/a%2Fb.ts",
                "/live/x\u0000.ts",
                "/live/x\r\nHost: evil.ts",
                "/live/#.ts",
                "/live/x.ts?a=%0d%0a",
                "/live/x.ts?a b",
                "/live/x.ts?u=http://evil@x"
            })
    void refusesWhatLeadsElsewhere(String url) throws Exception {
        refuses(url, "Invalid url parameter");
        refuses("/" + "x".repeat(1100) + ".ts", "Invalid url parameter");
    }

    private void refuses(String url, String error) throws Exception {
        int before = serai.hls.requests().size();

        HttpResponse<String> answer = serai.get(PROXY + URLEncoder.encode(url, UTF_8));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + error + "\"}");
        assertThat(serai.hls.requests()).hasSize(before);
    }

    @Test
    void tellsWhatSrsRefuses() throws Exception {
        serai.hls.status("/live/denied.ts", 403, "X-Secret", "s");

        assertThat(serai.get(PROXY + "/live/nothing.m3u8").body())
                .isEqualTo("{\"error\":\"SRS server returned 404\"}");
        HttpResponse<String> denied = serai.get(PROXY + "/live/denied.ts");
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.headers().map()).doesNotContainKey("x-secret");
    }

    @Test
    void goesNowhereElseWhenSrsSaysSo() throws Exception {
        serai.hls.file("/live/target.ts", "", new byte[10]);
        serai.hls.status("/live/moved.ts", 302, "Location", "/live/target.ts");
        int before = serai.hls.requests().size();

        HttpResponse<String> answer = serai.get(PROXY + "/live/moved.ts");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("{\"error\":\"SRS server returned 302\"}");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(serai.hls.requests()).hasSize(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"silent", "closes"})
    void tellsThatSrsDoesNotAnswer(String how) throws Exception {
        serai.hls.silent("/live/silent.m3u8").silent("/live/silent.ts");
        serai.hls.closes("/live/closes.m3u8").closes("/live/closes.ts");

        for (String kind : new String[] {".m3u8", ".ts"}) {
            failed(serai.get(PROXY + "/live/" + how + kind));
        }
    }

    @Test
    void tellsThatAPlaylistDoesNotComeToItsEnd() throws Exception {
        serai.hls.drips("/live/drips.m3u8");
        serai.hls.endless("/live/endless.m3u8");
        serai.hls.breaksOff("/live/broken.m3u8", random(1000));
        serai.hls.file("/live/large.m3u8", "", random(1025));

        for (String name : new String[] {"drips", "endless", "broken", "large"}) {
            failed(serai.get(PROXY + "/live/" + name + ".m3u8"));
        }
    }

    @Test
    void tellsThatASegmentIsTooLarge() throws Exception {
        serai.hls.file("/live/large.ts", "", random(LARGEST_SEGMENT + 1));

        failed(serai.get(PROXY + "/live/large.ts"));
    }

    @Test
    void cutsASegmentOffSoThatItsReaderNotices(CapturedOutput output) {
        serai.hls.endless("/live/cut-endless.ts");
        serai.hls.drips("/live/cut-drips.ts");
        serai.hls.stalls("/live/cut-stalls.ts", random(50_000));
        serai.hls.breaksOff("/live/cut-broken.ts", random(50_000));

        for (String name : new String[] {"endless", "drips", "stalls", "broken"}) {
            assertThatThrownBy(() -> bytes(PROXY + "/live/cut-" + name + ".ts"))
                    .as(name)
                    .isInstanceOf(IOException.class);
        }
        assertThat(output).doesNotContain("cut-", "\tat ");
    }

    private static void failed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .startsWith("{\"error\":\"Failed to proxy HLS stream\",\"details\":\"SRS: ")
                .doesNotContain("127.0.0.1");
    }

    private static HttpResponse<byte[]> bytes(String path) throws Exception {
        return serai.http().send(serai.request(path).build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
