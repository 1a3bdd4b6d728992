package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Where REQUIRE_HTTPS is on, behind a proxy on this machine. */
class HttpsTest {
    private static final String BY_HTTPS = "X-Forwarded-Proto: https\r\nX-Real-IP: 8.8.8.8\r\n";
    private static final String PLAIN = "X-Forwarded-Proto: http\r\nX-Real-IP: 8.8.8.8\r\n";
    private static final String MEDIA_SERVER = "X-Real-IP: 10.1.2.3\r\n";

    private static ConfigurableApplicationContext context;
    private static RawHttp http;

    @BeforeAll
    static void start(@TempDir Path directory) {
        context = start(directory, "serai.web.trusted-proxies=127.0.0.1");
        http = RawHttp.unchecked(EdgeApplication.port(context));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static ConfigurableApplicationContext start(Path directory, String... settings) {
        Path routes = directory.resolve("routes");
        EdgeApplication.writeRoutes(routes);
        String[] all = List.of(settings).toArray(new String[settings.length + 1]);
        all[settings.length] = "serai.web.require-https=true";
        return EdgeApplication.start(routes, all);
    }

    @Test
    void sendsWhoReadsToHttps() {
        for (String method : List.of("GET", "HEAD")) {
            assertThat(http.request(method, "/api/probe/echo/a%20b?c=d&e=%2F", PLAIN, ""))
                    .startsWith("HTTP/1.1 308")
                    .contains(
                            "\r\nLocation: https://localhost/api/probe/echo/a%20b?c=d&e=%2F\r\n",
                            "\r\nCache-Control: no-store\r\n")
                    .doesNotContain("Strict-Transport-Security")
                    .endsWith("\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "live.example.org      | https://live.example.org",
                "live.example.org:3001 | https://live.example.org",
                "192.0.2.7:80          | https://192.0.2.7",
                "[2001:db8::1]:3001    | https://[2001:db8::1]"
            })
    void keepsTheHostButNotThePortOfPlainHttp(String host, String origin) {
        assertThat(asking(host)).contains("\r\nLocation: " + origin + "/api/probe/deny\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a_b", "-", "evil.example/x", "a@evil.example", "a b", "a:b:c"})
    void sendsNobodyToAHostThatIsNone(String host) {
        assertThat(asking(host)).containsPattern("^HTTP/1.1 40[03]").doesNotContain("Location");
    }

    @Test
    void sendsEverybodyToTheConfiguredAddress(@TempDir Path directory) {
        try (ConfigurableApplicationContext other =
                start(directory, "serai.addresses.base-url=https://live.example.org:8443/serai/")) {
            RawHttp there = RawHttp.unchecked(EdgeApplication.port(other));
            assertThat(
                            there.send(
                                    "GET //evil.example/?a=b HTTP/1.1\r\n"
                                            + "Host: evil.example\r\n"
                                            + "Connection: close\r\n\r\n"))
                    .contains("\r\nLocation: https://live.example.org:8443/serai//evil.example/");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /api/probe/body          | {\"error\":\"HTTPS is required\"}",
                "OPTIONS| /api/probe/body          | {\"error\":\"HTTPS is required\"}",
                "PUT    | /api/admin/probe/echo/x  | {\"error\":\"HTTPS is required\"}",
                "POST   | /api/v1/live/x           | {\"error\":\"forbidden\",\"message\":\"HTTPS"
                        + " is required\"}",
                "DELETE | /api/stream/x            | {\"success\":false,\"error\":\"HTTPS is"
                        + " required\"}",
                "POST   | /api/v1/x                | {\"error\":\"HTTPS is"
                        + " required\",\"message\":\"HTTPS is required\",\"details\":[]}",
                "POST   | /api/webhook/livekit     | {\"success\":false,\"error\":\"HTTPS is"
                        + " required\"}",
                "POST   | /api/srs/probe/echo/x    | {\"code\":1,\"error\":\"HTTPS is"
                        + " required\",\"message\":\"HTTPS is required\"}",
                "POST   | /api/v1/stream-update/x  | {\"error\":\"HTTPS is required\"}"
            })
    void refusesWhatIsNotReadInTheFormOfItsSurface(String method, String path, String body) {
        assertThat(http.request(method, path, PLAIN + "Content-Length: 0\r\n", ""))
                .startsWith("HTTP/1.1 403")
                .endsWith("\r\n\r\n" + body);
    }

    @Test
    void refusesAPlainWebSocket() {
        assertThat(
                        http.get(
                                "/ws/live/1/chat",
                                PLAIN + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("HTTPS is required");
        assertThat(http.get("/api/probe/deny", PLAIN + "Upgrade: h2c\r\n"))
                .as("curl --http2")
                .startsWith("HTTP/1.1 308");
    }

    @Test
    void servesWhoComesByHttpsAndTellsBrowsersToStayThere() {
        assertThat(http.get("/api/probe/echo/x", BY_HTTPS))
                .startsWith("HTTP/1.1 200")
                .contains("\r\nStrict-Transport-Security: max-age=31536000\r\n");
        assertThat(http.post("/api/probe/body", BY_HTTPS, "abc")).startsWith("HTTP/1.1 200");
        assertThat(http.get("/nowhere", BY_HTTPS))
                .startsWith("HTTP/1.1 404")
                .contains("Strict-Transport-Security");
        assertThat(
                        http.get(
                                "/api/admin/probe/echo/x",
                                PLAIN + "Authorization: Bearer let-me-in\r\n"))
                .as("a token that came in the open")
                .startsWith("HTTP/1.1 308");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/srs/probe/echo/x",
                "/api/v1/stream-update/nowhere",
                "/api/v1/callbacks/nowhere",
                "/api/webhook/livekit"
            })
    void letsMediaServersInAsTheyCome(String path) {
        assertThat(http.post(path, MEDIA_SERVER, "{}"))
                .doesNotContain("HTTPS is required", "Strict-Transport-Security");
        assertThat(http.post(path, "", "{}")).doesNotContain("HTTPS is required");
    }

    @Test
    void letsMonitoringAndProbesInAsTheyCome() {
        assertThat(http.get("/actuator/prometheus", "")).startsWith("HTTP/1.1 200");
        assertThat(http.get("/actuator/health/readiness", "")).startsWith("HTTP/1.1 200");
        assertThat(
                        http.get(
                                "/actuator/prometheus",
                                MEDIA_SERVER + "Authorization: Bearer let-me-in\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(http.get("/health", PLAIN)).startsWith("HTTP/1.1 200");
        assertThat(http.get("/actuator/prometheus", PLAIN)).startsWith("HTTP/1.1 308");
        assertThat(http.get("/actuator/health/liveness", PLAIN))
                .as("closed to strangers as ever")
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void believesNobodyElseThatSaysHttps(@TempDir Path directory) {
        try (ConfigurableApplicationContext other =
                start(directory, "serai.web.trusted-proxies=192.0.2.1", "serai.web.hsts=0s")) {
            RawHttp there = RawHttp.unchecked(EdgeApplication.port(other));
            assertThat(there.post("/api/probe/body", BY_HTTPS, "abc"))
                    .startsWith("HTTP/1.1 403")
                    .contains("HTTPS is required");
            assertThat(there.post("/api/srs/probe/echo/x", MEDIA_SERVER, "{}"))
                    .contains("HTTPS is required");
        }
    }

    private static String asking(String host) {
        return http.send(
                "GET /api/probe/deny HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nConnection: close\r\n"
                        + PLAIN
                        + "\r\n");
    }
}
