package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

class DocsTest {
    private static ConfigurableApplicationContext context;
    private static RawHttp http;

    @BeforeAll
    static void start(@TempDir Path directory) {
        EdgeApplication.writeRoutes(directory.resolve("routes"));
        context =
                EdgeApplication.start(
                        directory.resolve("routes"),
                        "serai.addresses.base-url=https://live.example.org/serai/");
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
                    /docs                      | text/html;charset=UTF-8
                    /docs/start.js             | text/javascript;charset=UTF-8
                    /docs/swagger-ui-bundle.js | text/javascript;charset=UTF-8
                    /docs/swagger-ui.css       | text/css;charset=UTF-8
                    /docs/favicon-32x32.png    | image/png
                    """)
    void servesThePageAndItsParts(String path, String contentType) {
        assertThat(http.get(path, ""))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: " + contentType, "X-Content-Type-Options: nosniff");
        assertThat(http.request("HEAD", path, "", ""))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
    }

    @Test
    void letsThePageAskNobodyElse() {
        String page = http.get("/docs", "");

        assertThat(page)
                .contains(
                        "Content-Security-Policy: default-src 'none'; script-src 'self'",
                        "connect-src 'self' https://live.example.org;",
                        "Referrer-Policy: no-referrer")
                .doesNotContain("unsafe", "src=\"http", "href=\"http", "//cdn");
        assertThat(http.get("/docs/start.js", "")).contains("validatorUrl: null");
    }

    @Test
    void linksOnlyToWhatIsServed() {
        Matcher links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(http.get("/docs", ""));
        int found = 0;
        while (links.find()) {
            found++;
            assertThat(http.get("/" + links.group(1), "")).startsWith("HTTP/1.1 200");
        }
        assertThat(found).isEqualTo(5);
    }

    @Test
    void sendsAPartOnlyOnce() {
        Matcher tag =
                Pattern.compile("ETag: (\\S+)").matcher(http.get("/docs/swagger-ui-bundle.js", ""));
        assertThat(tag.find()).isTrue();

        assertThat(
                        http.get(
                                "/docs/swagger-ui-bundle.js",
                                "If-None-Match: " + tag.group(1) + "\r\n"))
                .startsWith("HTTP/1.1 304")
                .contains("Cache-Control: max-age=86400")
                .endsWith("\r\n\r\n");
    }

    @Test
    void showsTheWayFromTheSlash() {
        assertThat(http.get("/docs/", "")).startsWith("HTTP/1.1 308").contains("Location: ../docs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/index.html",
                "/docs/swagger-ui.js",
                "/docs/x/y",
                "/docs/..%5Capplication.yaml",
                "/docs/%00",
                "/webjars/swagger-ui/index.html",
                "/META-INF/resources/webjars/swagger-ui/5.32.0/swagger-ui.css"
            })
    void servesNothingElse(String path) {
        assertThat(http.get(path, ""))
                .containsPattern("^HTTP/1.1 40[04]")
                .containsPattern("\\{\"error\":\"(Not Found|Bad Request)\"}$");
    }

    @Test
    void leavesOtherAnswersWithoutThePagesPolicy() {
        assertThat(http.get("/health", ""))
                .doesNotContain("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy");
    }
}
