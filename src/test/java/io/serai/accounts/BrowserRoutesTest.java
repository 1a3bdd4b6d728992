package io.serai.accounts;

import static io.serai.accounts.Site.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.accounts.Site.Person;
import io.serai.accounts.Site.Seen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-in by a page, as StreamHelper's front end does, and its other small paths. */
class BrowserRoutesTest {
    private static final String LOGIN = "/api/v1/auth/login";

    private static Site site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site = new Site(directory, "serai.web.rate-limits=off");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void thePageRunsNoScriptAndGoesNowhereElse() {
        Seen page = site.get(LOGIN + "?return=/streams/7");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'sha256-")
                .endsWith("'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.text())
                .contains("name=\"return\" value=\"/streams/7\"", "<form method=\"post\"")
                .doesNotContain("<script", "{{", "role=\"alert\"");
    }

    @Test
    void theRightPasswordLeadsBackWithCookies() {
        Person person = site.signUp();

        Seen seen = login(person.email(), "correct horse", "/streams/7?tab=1");

        assertThat(seen.status()).isEqualTo(303);
        assertThat(seen.header("Location")).isEqualTo("/streams/7?tab=1");
        List<String> cookies = seen.answer().headers().allValues("Set-Cookie");
        assertThat(cookies)
                .hasSize(2)
                .allMatch(cookie -> cookie.contains("; HttpOnly; SameSite=Lax"));
        String cookie = cookies.getLast().split(";", 2)[0];
        assertThat(cookie).startsWith("auth=");
        assertThat(site.get("/api/v1/auth/userInfo", "Cookie", cookie).json().get("id").asText())
                .isEqualTo(person.id());
    }

    @Test
    void aWrongPasswordShowsThePageAgain() {
        Person person = site.signUp();

        Seen seen = login(person.email(), "wrong horse", "/streams");

        assertThat(seen.status()).isEqualTo(401);
        assertThat(seen.text())
                .contains(
                        "role=\"alert\"",
                        "is wrong",
                        "value=\"/streams\"",
                        "value=\"" + person.email() + "\"")
                .doesNotContain("wrong horse");
        assertThat(login("nobody@example.org", "wrong horse", "/streams").text())
                .isEqualTo(seen.text().replace(person.email(), "nobody@example.org"));
    }

    @Test
    void whatSomebodyTypedIsOnlyText() {
        Seen seen = login("\"><script>alert(1)</script>{{return}}", "x", "/\"onfocus=\"x");

        assertThat(seen.status()).isEqualTo(401);
        assertThat(seen.text()).doesNotContain("<script>", "\"onfocus=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "//evil.example",
                "/\\evil.example",
                "\\/evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "javascript:alert(1)",
                "evil.example",
                "/streams\\..\\",
                "/ä",
                " /streams",
                "/api/v1/auth/logout"
            })
    void nobodyIsSentElsewhere(String path) {
        Person person = site.signUp();

        assertThat(login(person.email(), "correct horse", path).header("Location")).isEqualTo("/");
        assertThat(site.get(LOGIN + "?return=" + encoded(path)).text())
                .contains("name=\"return\" value=\"/\"");
        assertThat(site.get("/api/v1/auth/logout?return=" + encoded(path)).header("Location"))
                .isEqualTo("/logout");
    }

    @Test
    void withoutAWishThePageThatLedHereIsGoneBackTo() {
        String here = site.url("");
        assertThat(site.get(LOGIN, "Referer", here + "/streams?x=1").text())
                .contains("name=\"return\" value=\"/streams?x=1\"");
        for (String other :
                List.of(
                        "https://evil.example/x",
                        "nonsense",
                        here + LOGIN,
                        here + "//evil.example")) {
            assertThat(site.get(LOGIN, "Referer", other).text())
                    .as(other)
                    .contains("name=\"return\" value=\"/\"");
        }
    }

    @Test
    void aForeignPageSignsNobodyIn() {
        Person person = site.signUp();

        Seen seen =
                site.post(
                        LOGIN,
                        "email=" + encoded(person.email()) + "&password=correct+horse",
                        "Origin",
                        "https://evil.example");

        assertThat(seen.status()).isEqualTo(403);
        assertThat(seen.answer().headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void theLinkToSignOutEndsTheSession() {
        Person person = site.signUp();
        String cookie = "auth=" + person.token();

        Seen foreign =
                site.get("/api/v1/auth/logout", "Cookie", cookie, "Sec-Fetch-Site", "cross-site");
        assertThat(foreign.status()).isEqualTo(303);
        assertThat(site.get("/api/v1/auth/userInfo", "Cookie", cookie).status()).isEqualTo(200);

        Seen seen = site.get("/api/v1/auth/logout?return=/bye", "Cookie", cookie);
        assertThat(seen.header("Location")).isEqualTo("/bye");
        assertThat(seen.answer().headers().allValues("Set-Cookie"))
                .allMatch(each -> each.contains("Max-Age=0"));
        assertThat(site.get("/api/v1/auth/userInfo", "Cookie", cookie).status()).isEqualTo(401);
    }

    @Test
    void tellsWhoIsSignedInAsStreamHelperKnowsIt() {
        Person person = site.signUp();

        Seen me = site.get("/api/v1/auth/me", bearer(person.token()));

        JsonNode user = me.json();
        assertThat(user.get("id").isNumber()).isTrue();
        assertThat(user.get("displayName").asText()).isEqualTo("A Person");
        assertThat(user.get("roles").toString()).isEqualTo("[\"user\"]");
        assertThat(user.has("createdAt")).isTrue();
        assertThat(me.answer().headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("auth=" + person.token()));
        for (String path : List.of("/api/v1/auth/me", "/api/v1/auth/userInfo")) {
            Seen nobody = site.get(path);
            assertThat(nobody.status()).isEqualTo(401);
            assertThat(nobody.json().get("error").asText()).isEqualTo("Unauthorized");
            assertThat(nobody.json().get("details").isArray()).isTrue();
            assertThat(nobody.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void knowsWhomATrustedGatewayNames() {
        assertThat(site.get("/api/v1/auth/userInfo", "X-User-ID", "123").json().get("displayName"))
                .hasToString("\"user_123\"");
        // Somebody stands between the gateway and us.
        assertThat(
                        site.get(
                                        "/api/v1/auth/userInfo",
                                        "X-User-ID",
                                        "124",
                                        "X-Forwarded-For",
                                        "203.0.113.7")
                                .status())
                .isEqualTo(401);
        Seen wrong = site.get("/api/v1/auth/userInfo", "X-User-ID", "1099511627776000");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().get("error").asText()).isEqualTo("X-User-ID names nobody");
    }

    @Test
    void answersStreamHelpersSignsOfLife() {
        assertThat(site.get("/api/v1/healthcheck").text()).isEqualTo("{\"status\":\"OKAY\"}");
        JsonNode about = site.get("/api/v1/").json();
        assertThat(about.get("version").asText()).isEqualTo("1.0.0");
        assertThat(about.get("repository").isTextual()).isTrue();
        assertThat(about.at("/links/login").asText()).isEqualTo(LOGIN);
    }

    private static Seen login(String email, String password, String path) {
        return site.post(
                LOGIN,
                "email="
                        + encoded(email)
                        + "&password="
                        + encoded(password)
                        + "&return="
                        + encoded(path),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
