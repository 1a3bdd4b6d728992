package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class EdgeTest {
    private static ConfigurableApplicationContext context;
    private static RawHttp http;

    @BeforeAll
    static void start(@TempDir Path directory) {
        EdgeApplication.writeRoutes(directory.resolve("routes"));
        context = EdgeApplication.start(directory.resolve("routes"));
        http = new RawHttp(EdgeApplication.port(context));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void givesTheRouteTheCallAsVariable() {
        assertThat(http.get("/api/probe/echo/a%20b?x=1&x=2&y=%C3%A4", ""))
                .startsWith("HTTP/1.1 200")
                .contains(
                        "method=GET path=/api/probe/echo/a%20b vars={name=a b} query={x=1, y=Ã¤}"
                                + " damaged=false body=0 large=false",
                        "peer=127.0.0.1, address=127.0.0.1, trustedProxy=true, forwarded=false");
    }

    @Test
    void returnsNoHeaderOfTheRequest() {
        String answer =
                http.get(
                        "/api/probe/message",
                        "Authorization: Bearer mine\r\nCookie: auth=mine\r\nX-Anything: mine\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .doesNotContainIgnoringCase("mine", "\r\nauthorization", "cookie", "x-anything");
    }

    @Test
    void makesNoMessageHeaderOfQueryAndFormFields() {
        String form = "Content-Type: application/x-www-form-urlencoded\r\n";

        assertThat(http.post("/api/probe/message?streamId=evil", form, "streamKey=evil"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("evil", "streamId", "streamKey");
    }

    @Test
    void keepsAFormBodyExactWithBadEscapesAndRepeatedFields() {
        String body = "name=%zz&name=2&tail=%";

        assertThat(
                        http.post(
                                "/api/probe/body?name=1",
                                "Content-Type: application/x-www-form-urlencoded\r\n",
                                body))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n" + body);
    }

    @Test
    void keepsJsonBytesExact() {
        String body = "{\"a\" :\r\n 1}\u00ff\u0000";

        assertThat(http.post("/api/probe/body", "Content-Type: application/json\r\n", body))
                .endsWith("\r\n\r\n{\"a\" :\r\n 1}Ã¿\u0000");
    }

    @Test
    void toleratesABadEscapeInTheQuery() {
        assertThat(http.get("/api/probe/echo/x?a=%zz&b=2", ""))
                .startsWith("HTTP/1.1 200")
                .contains("query={b=2} damaged=true");
    }

    @Test
    void answersHeadLikeGetWithoutBody() {
        assertThat(http.request("HEAD", "/api/probe/echo/x", "", ""))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Length: ")
                .doesNotContain("method=");
    }

    @Test
    void readsChunkedBodies() {
        String answer =
                http.request(
                        "POST",
                        "/api/probe/body",
                        "Transfer-Encoding: chunked\r\n",
                        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nabcde");
    }

    @Test
    void answersABrokenChunkedBodyWith400() {
        String answer =
                http.request(
                        "POST", "/api/probe/body", "Transfer-Encoding: chunked\r\n", "zz\r\nabc");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":\"Bad Request\"}");
    }

    @Test
    void speaksHttp10WithoutHostAndLength() {
        assertThat(http.send("POST /api/probe/body HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Length: 0");
    }

    @Test
    void asksForTheBodyWhenTheClientExpectsIt() {
        assertThat(http.post("/api/probe/body", "Expect: 100-continue\r\n", "abc"))
                .startsWith("HTTP/1.1 100")
                .contains("HTTP/1.1 200")
                .endsWith("abc");
    }

    @Test
    void refusesALargeBodyInTheFormOfTheSurface() {
        String large = "x".repeat(64 * 1024 + 1);

        assertThat(http.post("/api/probe/body", "", large))
                .startsWith("HTTP/1.1 413")
                .endsWith("{\"error\":\"Payload Too Large\"}");
        assertThat(
                        http.request(
                                "POST",
                                "/api/probe/body",
                                "Transfer-Encoding: chunked\r\n",
                                "10001\r\n" + large + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void acceptsTheLargestBody() {
        assertThat(http.post("/api/probe/body", "", "x".repeat(64 * 1024)))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void leavesALargeHookBodyToTheHook() {
        assertThat(http.post("/api/srs/probe/echo/x", "", "x".repeat(64 * 1024 + 1)))
                .startsWith("HTTP/1.1 200")
                .contains("body=0 large=true");
    }

    @Test
    void takesABodyLargerThanAnyWithoutReadingIt() {
        String request =
                "POST /api/probe/body HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n";

        assertThat(http.firstLine(request)).startsWith("HTTP/1.1 413");
    }

    @Test
    void survivesAClientThatLeaves() {
        http.abandon("POST /api/probe/body HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");

        assertThat(http.post("/api/probe/body", "", "abc")).startsWith("HTTP/1.1 200");
    }

    @Test
    void acceptsWhatBrowsersDoNotEscape() {
        assertThat(http.get("/api/probe/echo/x?a={b}|[c]^`", ""))
                .startsWith("HTTP/1.1 200")
                .contains("query={a={b}|[c]^`}");
    }
}
