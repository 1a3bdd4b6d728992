package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class AccessTest {
    private ConfigurableApplicationContext context;
    private RawHttp http;

    @BeforeEach
    void start(@TempDir Path directory) {
        EdgeApplication.writeRoutes(directory.resolve("routes"));
        context = EdgeApplication.start(directory.resolve("routes"), "serai.web.trusted-proxies=");
        http = new RawHttp(EdgeApplication.port(context));
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void letsOnlyTheTokenIntoTheAdminApi() {
        assertThat(http.get("/api/admin/probe/echo/x", ""))
                .startsWith("HTTP/1.1 401")
                .contains("WWW-Authenticate: Bearer")
                .endsWith("{\"error\":\"Unauthorized\"}");
        assertThat(http.get("/api/admin/nowhere", "")).startsWith("HTTP/1.1 401");
        assertThat(http.get("/api/admi%6E/probe/echo/x", "")).startsWith("HTTP/1.1 401");
        assertThat(http.get("//api/admin/probe/echo/x", "")).startsWith("HTTP/1.1 4");
        assertThat(http.get("/api/./admin/probe/echo/x", "")).startsWith("HTTP/1.1 4");
        assertThat(http.get("/x/../api/admin/probe/echo/x", "")).startsWith("HTTP/1.1 4");
        assertThat(http.get("/api;a=b/admin/probe/echo/x", "")).startsWith("HTTP/1.1 4");
        assertThat(http.get("/api/admin/probe/echo/x", "Authorization: Bearer let-me-in\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(http.get("/api/admin/nowhere", "Authorization: Bearer let-me-in\r\n"))
                .startsWith("HTTP/1.1 404")
                .doesNotContain("Access-Control");
    }

    @Test
    void stopsWhoTriesTokens() {
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(http.get("/api/admin/x", "Authorization: Bearer " + attempt + "\r\n"))
                    .startsWith("HTTP/1.1 401");
        }
        assertThat(http.get("/api/admin/x", "Authorization: Bearer let-me-in\r\n"))
                .startsWith("HTTP/1.1 429")
                .contains("Retry-After: ");
    }

    @Test
    void limitsNobodyWhenLimitsAreOff(@TempDir Path own) {
        EdgeApplication.writeRoutes(own.resolve("routes"));
        try (ConfigurableApplicationContext other =
                EdgeApplication.start(own.resolve("routes"), "serai.web.rate-limits=off")) {
            RawHttp unlimited = new RawHttp(EdgeApplication.port(other));
            for (int attempt = 0; attempt < 30; attempt++) {
                assertThat(
                                unlimited.get(
                                        "/api/admin/x",
                                        "Authorization: Bearer " + attempt + "\r\n"))
                        .startsWith("HTTP/1.1 401");
            }
        }
    }

    @Test
    void opensTheActuatorOnThisMachineButNotThroughAProxy() {
        assertThat(http.get("/actuator/health/liveness", "")).startsWith("HTTP/1.1 200");
        assertThat(http.get("/actuator/prometheus", "")).startsWith("HTTP/1.1 200");
        assertThat(http.get("/actuator/prometheus", "X-Forwarded-For: 127.0.0.1\r\n"))
                .startsWith("HTTP/1.1 404")
                .endsWith("{\"error\":\"Not Found\"}");
        assertThat(
                        http.get(
                                "/actuator/prometheus",
                                "X-Real-IP: 1.2.3.4\r\nAuthorization: Bearer let-me-in\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void answersEveryOptionsEmpty() {
        for (String path : List.of("/api/rooms", "/api/srs/publish", "/api/admin/x", "/nowhere")) {
            assertThat(http.request("OPTIONS", path, "Origin: http://a\r\n", ""))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void allowsOriginsByTheRuleOfTheSurface() {
        String stranger = "Origin: https://stranger.example\r\n";
        String frontEnd = "Origin: http://localhost:5173\r\n";

        assertThat(http.get("/api/probe/deny", stranger))
                .contains("Access-Control-Allow-Origin: *", "Access-Control-Max-Age: 86400")
                .doesNotContain("Allow-Credentials");
        assertThat(http.get("/api/v1/live/probe/deny", stranger))
                .contains("Access-Control-Allow-Origin: *", "X-User-ID");
        assertThat(http.get("/api/stream/probe/deny", stranger))
                .doesNotContain("Access-Control-Allow-Origin")
                .contains("Vary: Origin");
        assertThat(http.get("/api/stream/probe/deny", frontEnd))
                .contains(
                        "Access-Control-Allow-Origin: http://localhost:5173",
                        "Access-Control-Allow-Credentials: true");
        assertThat(http.get("/api/v1/stream-destinations/probe/deny", frontEnd))
                .doesNotContain("Access-Control");
        assertThat(http.get("/nowhere", stranger)).contains("Access-Control-Allow-Origin: *");
    }
}
