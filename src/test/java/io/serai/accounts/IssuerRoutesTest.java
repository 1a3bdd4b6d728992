package io.serai.accounts;

import static io.serai.accounts.Site.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.accounts.Site.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped routes where an identity provider knows everybody. */
class IssuerRoutesTest {
    private static final LocalIssuer ISSUER = new LocalIssuer();
    private static Site site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site =
                new Site(
                        directory,
                        "serai.accounts.issuer.uri=" + ISSUER.uri(),
                        "serai.accounts.issuer.audience=" + LocalIssuer.AUDIENCE);
    }

    @AfterAll
    static void stop() {
        site.close();
        ISSUER.close();
    }

    @Test
    void itsTokensAreGoodUntilTheyAreSignedOut() {
        String token = token("ada");
        Seen session = site.get("/api/auth/get-session", bearer(token));
        assertThat(session.json().at("/user/username").asText()).isEqualTo("ada_name");
        assertThat(session.json().at("/session/token").asText()).isEqualTo(token);
        assertThat(site.get("/api/v1/auth/me", "Cookie", "auth=" + token).status()).isEqualTo(200);

        site.post("/api/auth/sign-out", "", bearer(token));

        assertThat(site.get("/api/auth/get-session", bearer(token)).text()).isEqualTo("null");
    }

    @Test
    void itsUsersMayBeMadeAdmins() {
        String token = token("boss");
        String id = site.get("/api/auth/get-session", bearer(token)).json().at("/user/id").asText();
        site.call("PUT", "/api/admin/users/" + id + "/role", "{\"role\":\"admin\"}", Site.admin());

        assertThat(site.get("/api/admin/users", bearer(token)).status()).isEqualTo(200);
    }

    @Test
    void nobodySignsUpOrInHere() {
        for (String path : new String[] {"sign-up/email", "sign-in/email"}) {
            Seen seen = site.post("/api/auth/" + path, Site.signUpBody("ada_1815"));
            assertThat(seen.status()).isEqualTo(403);
            assertThat(seen.json().get("error").asText())
                    .isEqualTo("Sign-in is with the identity provider of this service");
        }
        assertThat(site.get("/api/v1/auth/login").text())
                .contains("identity provider")
                .doesNotContain("<form");
        assertThat(site.post("/api/v1/auth/login", "email=a&password=b").status()).isEqualTo(403);
    }

    @Test
    void whileItsKeysCantBeAskedForTheAnswerSaysSo(@TempDir Path directory) {
        try (LocalIssuer away = new LocalIssuer();
                Site other =
                        new Site(
                                directory,
                                "serai.accounts.issuer.uri=" + away.uri(),
                                "serai.accounts.issuer.audience=" + LocalIssuer.AUDIENCE)) {
            away.away = true;
            String token = away.sign(away.claims("ada", other.clock().instant()).build());

            Seen seen = other.get("/api/auth/get-session", bearer(token));

            assertThat(seen.status()).isEqualTo(503);
            assertThat(seen.json().get("success").asBoolean()).isFalse();
            assertThat(other.get("/api/admin/users", bearer(token)).status()).isEqualTo(503);
            assertThat(other.get("/api/admin/users", Site.admin()).status()).isEqualTo(200);
        }
    }

    private static String token(String subject) {
        return ISSUER.sign(ISSUER.claims(subject, site.clock().instant()).build());
    }
}
