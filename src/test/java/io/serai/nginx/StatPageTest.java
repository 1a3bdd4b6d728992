package io.serai.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Unavailable;
import io.serai.nginx.NginxStat.Publisher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatPageTest {
    @Test
    void readsTheRecordedPage() throws IOException {
        assertThat(StatPage.read(recorded())).containsExactly(new Publisher("/live/123", "1"));
    }

    @Test
    void everyApplicationAndServerCounts() {
        String page =
                "<rtmp><server>%s%s</server><server>%s</server></rtmp>"
                        .formatted(
                                application("live", stream("1", publisher(4))),
                                application("live/sub", stream("1", player(5), publisher(6))),
                                application("other", stream("2", publisher(7))));

        assertThat(read(page))
                .containsExactly(
                        new Publisher("/live/1", "4"),
                        new Publisher("/live/sub/1", "6"),
                        new Publisher("/other/2", "7"));
    }

    @Test
    void whoOnlyPlaysIsNoPublisher() {
        assertThat(read(page(stream("1", player(5), player(6))))).isEmpty();
    }

    @Test
    void whatIsPlayedFromAFileIsNotLive() {
        String file =
                "<application><name>vod</name><play>%s</play></application>"
                        .formatted(stream("a.mp4", publisher(9)));

        assertThat(read("<rtmp><server>" + application("live") + file + "</server></rtmp>"))
                .isEmpty();
    }

    @Test
    void readsNamesOfAnyBytes() {
        byte[] page =
                page(stream("a&amp;b &lt;&quot;&gt;", publisher(1))
                                + stream("\u00ff\u0001", player(2)))
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(StatPage.read(page)).containsExactly(new Publisher("/live/a&b <\">", "1"));
    }

    @Test
    void readsTenThousandStreams() {
        String streams =
                IntStream.range(0, 10_000)
                        .mapToObj(n -> stream("n&amp;" + n, publisher(n)))
                        .collect(Collectors.joining());

        assertThat(read(page(streams))).hasSize(10_000).contains(new Publisher("/live/n&99", "99"));
    }

    @Test
    void knowsNothingWhenThePageEndsTooEarly() throws IOException {
        String page = new String(recorded(), StandardCharsets.UTF_8);

        assertThat(IntStream.range(0, page.lastIndexOf("</rtmp>") + 7).boxed())
                .allSatisfy(
                        length ->
                                assertThatThrownBy(() -> read(page.substring(0, length)))
                                        .isInstanceOf(Unavailable.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "{\"code\":0}",
                "<html><body><p>It works!</body></html>",
                "<html><body>It works!</body></html>",
                "<rtmp></rtmp>",
                "<rtmp><server><application><name>live</name></application></server></rtmp>",
                // rtmp_stat live: the stream is published, its clients are not told.
                "<rtmp><server><application><name>live</name><live><stream><name>1</name>"
                        + "<publishing/></stream></live></application></server></rtmp>",
                "<rtmp><server><application><name>live</name><live><stream><name>1</name>"
                        + "<client><publishing/></client>"
                        + "</stream></live></application></server></rtmp>"
            })
    void knowsNothingFromAnotherPage(String page) {
        assertThatThrownBy(() -> read(page)).isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE rtmp>",
                "<!DOCTYPE rtmp SYSTEM \"file:///etc/passwd\">",
                "<!DOCTYPE rtmp [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE rtmp [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;&x;&x;\">]>"
            })
    void readsNoPageWithADocumentType(String type) {
        assertThatThrownBy(() -> read(type + page(stream("&x;", publisher(1)))))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> read(type + page(stream("1", publisher(1)))))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void givesUpOnAPageThatIsNestedTooDeeply() {
        String page = "<rtmp>" + "<a>".repeat(1_000_000);

        assertThatThrownBy(() -> read(page)).isInstanceOf(Unavailable.class);
    }

    private static String page(String streams) {
        return "<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/xsl\" href=\"stat.xsl\"?>"
                .concat("<rtmp><server>" + application("live", streams) + "</server></rtmp>");
    }

    private static String application(String name, String... streams) {
        return "<application><name>%s</name><live>%s<nclients>1</nclients></live></application>"
                .formatted(name, String.join("", streams));
    }

    private static String stream(String name, String... clients) {
        String all = String.join("", clients);
        return "<stream><name>%s</name><time>7072</time>%s<nclients>1</nclients>%s</stream>"
                .formatted(name, all, all.contains("<publishing/>") ? "<publishing/>" : "");
    }

    private static String publisher(int id) {
        return "<client><id>%d</id><address>127.0.0.1</address><publishing/><active/></client>"
                .formatted(id);
    }

    private static String player(int id) {
        return "<client><id>%d</id><address>127.0.0.1</address><active/></client>".formatted(id);
    }

    private static List<Publisher> read(String page) {
        return StatPage.read(page.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] recorded() throws IOException {
        try (InputStream file =
                StatPageTest.class.getResourceAsStream("/fixtures/nginx-stat.xml")) {
            return file.readAllBytes();
        }
    }
}
