package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

class SurfaceErrorsTest {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /nowhere                        | {"error":"Not Found"}
                    /error                          | {"error":"Not Found"}
                    /api/rooms/x/y                  | {"error":"Not Found"}
                    /api/v1/live/x/y                | {"error":"Not Found","message":"Not Found"}
                    /api/stream/nowhere             | {"success":false,"error":"Not Found"}
                    /api/streams                    | {"error":"Not Found"}
                    /api/v1/stream-destinations/x/y | {"error":"Not Found","message":"Not Found","details":[]}
                    /api/srs/nowhere                | {"code":1,"error":"Not Found","message":"Not Found"}
                    /api/v1/stream-update/nowhere   | {"error":"Not Found"}
                    """)
    void tellsAnUnknownPathInTheFormOfItsSurface(String path, String body) {
        assertThat(http.get(path, "")).startsWith("HTTP/1.1 404").endsWith("\r\n\r\n" + body);
    }

    @Test
    void tellsAWrongMethodWithTheAllowedOnes() {
        assertThat(http.request("PUT", "/api/probe/echo/x", "", ""))
                .startsWith("HTTP/1.1 405")
                .containsPattern("Allow: (GET, ?POST|POST, ?GET)")
                .endsWith("{\"error\":\"Method Not Allowed\"}");
        assertThat(http.request("TRACE", "/api/probe/echo/x", "", ""))
                .startsWith("HTTP/1.1 405")
                .endsWith("{\"error\":\"Method Not Allowed\"}");
        assertThat(http.request("TRACE", "/WEB-INF/web.xml", "", ""))
                .startsWith("HTTP/1.1 405")
                .endsWith("{\"error\":\"Method Not Allowed\"}");
    }

    @Test
    void turnsNobodyAwayForAContentType() {
        assertThat(
                        http.post(
                                "/api/probe/json",
                                "Content-Type: text/plain\r\nAccept: image/png\r\n",
                                "{}"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /api/probe/deny                        | {"error":"Not yours"}
                    /api/v1/live/probe/deny                | {"error":"forbidden","message":"Not yours"}
                    /api/stream/probe/deny                 | {"success":false,"error":"Not yours"}
                    /api/v1/stream-destinations/probe/deny | {"error":"Not yours","message":"Not yours","details":[]}
                    """)
    void tellsADenialInTheFormOfTheSurface(String path, String body) {
        assertThat(http.get(path, "")).startsWith("HTTP/1.1 403").endsWith("\r\n\r\n" + body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /api/probe/deny                        | {"error":"Too often"}
                    /api/v1/live/probe/deny                | {"error":"too_many_requests","message":"Too often"}
                    /api/stream/probe/deny                 | {"success":false,"error":"Too often"}
                    /api/v1/stream-destinations/probe/deny | {"error":"Too often","message":"Too often","details":[]}
                    """)
    void tellsWhoCallsTooOftenHowLongToWait(String path, String body) {
        assertThat(http.get(path + "?often=1", ""))
                .startsWith("HTTP/1.1 429")
                .contains("\r\nRetry-After: 3\r\n")
                .endsWith("\r\n\r\n" + body);
    }

    @Test
    void tellsNoDetailOfWhatNobodyExpected() {
        assertThat(http.get("/api/probe/break", ""))
                .startsWith("HTTP/1.1 500")
                .contains("X-Error-Id: ")
                .doesNotContain("secret")
                .endsWith("{\"error\":\"Internal server error\"}");
        assertThat(http.post("/api/srs/probe/break", "", ""))
                .startsWith("HTTP/1.1 500")
                .contains("{\"code\":1,")
                .doesNotContain("secret");
    }

    @Test
    void answersARouteThatForgotItsAnswerWith500() {
        assertThat(http.get("/api/probe/forget", ""))
                .startsWith("HTTP/1.1 500")
                .endsWith("{\"error\":\"Internal server error\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /a<b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /a HTTP/9.9\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /a%2Fb HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /../.. HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\nConnection: close\r\n\r\n",
            })
    void namesNeitherTomcatNorItsVersion(String request) {
        assertThat(http.send(request))
                .startsWith("HTTP/1.1 ")
                .doesNotContainIgnoringCase("tomcat", "<html", "apache", "org.", "Exception");
    }

    @Test
    void refusesHeadersThatAreTooLarge() {
        assertThat(http.get("/health", "X-Large: " + "x".repeat(20_000) + "\r\n"))
                .startsWith("HTTP/1.1 4")
                .doesNotContainIgnoringCase("tomcat", "<html");
    }

    @Test
    void answers503WhileARouteIsStopped() throws Exception {
        CamelContext camel = context.getBean(CamelContext.class);
        camel.getRouteController().stopRoute("probe-live-deny-get");
        try {
            assertThat(http.get("/api/v1/live/probe/deny", ""))
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: ")
                    .endsWith(
                            "{\"error\":\"Service Unavailable\",\"message\":\"Service"
                                    + " Unavailable\"}");
        } finally {
            camel.getRouteController().startRoute("probe-live-deny-get");
        }
        assertThat(http.get("/api/v1/live/probe/deny", "")).startsWith("HTTP/1.1 403");
    }

    @Test
    void answers503SoonWhileTheCalledRouteIsStopped() throws Exception {
        CamelContext camel = context.getBean(CamelContext.class);
        camel.getRouteController().stopRoute("probe-forget");
        long begin = System.nanoTime();
        try {
            assertThat(http.get("/api/probe/forget", "")).startsWith("HTTP/1.1 503");
            assertThat(System.nanoTime() - begin).isLessThan(4_000_000_000L);
        } finally {
            camel.getRouteController().startRoute("probe-forget");
        }
    }

    @Test
    void describesTheRoutes() {
        assertThat(http.get("/openapi.json", ""))
                .startsWith("HTTP/1.1 200")
                .contains("application/json", "\"title\" : \"Serai\"", "/api/probe/body");
    }
}
