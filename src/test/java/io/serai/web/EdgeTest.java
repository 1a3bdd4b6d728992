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
                .doesNotContainIgnoringCase("mine", "authorization", "cookie", "x-anything");
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
}
