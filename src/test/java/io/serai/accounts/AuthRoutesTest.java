package io.serai.accounts;

import static io.serai.accounts.Site.bearer;
import static io.serai.accounts.Site.pair;
import static io.serai.accounts.Site.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.accounts.Site.Person;
import io.serai.accounts.Site.Seen;
import io.serai.audit.AuditRows;
import io.serai.testing.SeraiProcess;
import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code /api/auth} through the shipped routes. */
class AuthRoutesTest {
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
    void aSignUpIsSignedInAtOnce() {
        Seen seen = site.post("/api/auth/sign-up/email", signUpBody("ada_1815"));

        assertThat(seen.status()).isEqualTo(200);
        String token = seen.json().get("token").asText();
        JsonNode user = seen.json().get("user");
        assertThat(user.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("id", "name", "email", "username", "image");
        assertThat(user.get("id").isTextual()).isTrue();
        assertThat(user.get("id").asLong()).isGreaterThanOrEqualTo(1L << 40);
        assertThat(user.get("image").isNull()).isTrue();
        assertThat(seen.header("set-auth-token")).isEqualTo(token);
        assertThat(seen.answer().headers().allValues("Set-Cookie"))
                .containsExactly(
                        "better-auth.session_token="
                                + token
                                + "; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax",
                        "auth=" + token + "; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax");
        assertThat(current(bearer(token)).at("/user/username").asText()).isEqualTo("ada_1815");
    }

    @Test
    void nothingOfSpringSecuritysStandsBeforeTheEdge() {
        assertThat(site.context().getBeansOfType(Filter.class).values())
                .isNotEmpty()
                .noneMatch(
                        filter ->
                                filter.getClass()
                                        .getName()
                                        .startsWith("org.springframework.security"));
        assertThat(site.context().getBeanDefinitionNames())
                .doesNotContain("springSecurityFilterChain", "inMemoryUserDetailsManager");
    }

    @Test
    void neitherTokenNorPasswordIsKept() {
        Person person = site.signUp();
        String everything =
                String.join(
                        "\n",
                        new JdbcTemplate(site.bean(DataSource.class))
                                .queryForList(
                                        """
                                        SELECT row_to_json(a)::text FROM accounts a
                                        UNION ALL SELECT row_to_json(s)::text FROM account_sessions s
                                        UNION ALL SELECT row_to_json(e)::text FROM audit_entries e
                                        """,
                                        String.class));

        assertThat(everything)
                .contains(person.username(), "$2a$04$")
                .doesNotContain("correct horse");
        for (String part : person.token().split("\\.")) {
            assertThat(everything).doesNotContain(part);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name     | \"\"               | too_small",
                "name     | \"a\\nb\"          | invalid_string",
                "name     | 7                  | invalid_type",
                "name     | null               | invalid_type",
                "email    | \"nobody\"         | invalid_string",
                "email    | \"a b@example.org\"| invalid_string",
                "email    | \"a@b@c\"          | invalid_string",
                "password | \"seven77\"        | too_small",
                "password | [\"longenough\"]   | invalid_type",
                "password | \"12345678\\u0000\"| invalid_string",
                "username | \"ab\"             | invalid_string",
                "username | \"Ada\"            | invalid_string",
                "username | \"ada-1\"          | invalid_string",
                "username | \"ädä\"            | invalid_string",
                "image    | \"javascript:1\"   | invalid_string",
                "image    | 5                  | invalid_type"
            })
    void aSignUpIsToldWhichFieldIsWrong(String field, String value, String code) {
        ObjectNode body = (ObjectNode) SeraiProcess.json(signUpBody("field_tester"));
        body.set(field, SeraiProcess.json("[" + value + "]").get(0));

        Seen seen = site.post("/api/auth/sign-up/email", body.toString());

        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.json().get("success").asBoolean()).isFalse();
        assertThat(seen.json().get("error").asText()).isEqualTo("Validation error");
        assertThat(seen.json().at("/details/0/code").asText()).isEqualTo(code);
        assertThat(seen.json().at("/details/0/path/0").asText()).isEqualTo(field);
        assertThat(seen.json().get("details")).hasSize(1);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Seen seen = site.post("/api/auth/sign-up/email", "{}");

        assertThat(seen.json().get("details"))
                .extracting(issue -> issue.at("/path/0").asText())
                .containsExactly("name", "email", "password", "username");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``               | Validation error",
                "[]               | Validation error",
                "\"text\"         | Validation error",
                "null             | Validation error",
                "{                | The request body is not valid JSON",
                "{\"name\":\"a\"} {}| The request body is not valid JSON"
            })
    void whatIsNoJsonObjectIsRefusedInStreamItsForm(String body, String error) {
        for (String path : List.of("sign-up/email", "sign-in/email")) {
            Seen seen = site.post("/api/auth/" + path, body);

            assertThat(seen.status()).isEqualTo(400);
            assertThat(seen.json().get("success").asBoolean()).isFalse();
            assertThat(seen.json().get("error").asText()).isEqualTo(error);
        }
    }

    @Test
    void aPasswordMayHave72BytesAndNoMore() {
        String longest = "ä".repeat(36);
        String body = signUpBody("long_word").replace("correct horse", longest);
        assertThat(site.post("/api/auth/sign-up/email", body).status()).isEqualTo(200);

        assertThat(signIn("long_word@example.org", longest).status()).isEqualTo(200);
        // BCrypt would see no difference.
        assertThat(signIn("long_word@example.org", longest + "x").status()).isEqualTo(401);
        Seen longer =
                site.post(
                        "/api/auth/sign-up/email",
                        signUpBody("longer_word").replace("correct horse", longest + "x"));
        assertThat(longer.status()).isEqualTo(400);
        assertThat(longer.json().at("/details/0/code").asText()).isEqualTo("too_big");
    }

    @Test
    void anEmailAddressIsTakenInWhateverCase() {
        Person person = site.signUp();
        String other =
                signUpBody("another_one")
                        .replace("another_one@example.org", person.email().toUpperCase());

        Seen seen = site.post("/api/auth/sign-up/email", other);

        assertThat(seen.status()).isEqualTo(409);
        assertThat(seen.json().get("error").asText())
                .isEqualTo("There is an account with this e-mail address");
    }

    @Test
    void aUsernameIsTakenOnce() {
        Person person = site.signUp();
        String other =
                signUpBody(person.username()).replace("\"email\":\"", "\"email\":\"another.");

        Seen seen = site.post("/api/auth/sign-up/email", other);

        assertThat(seen.status()).isEqualTo(409);
        assertThat(seen.json().get("error").asText()).isEqualTo("This username is taken");
    }

    @Test
    void signsInWithTheEmailAddressInWhateverCase() {
        Person person = site.signUp();

        Seen seen = signIn(" " + person.email().toUpperCase() + " ", "correct horse");

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.json().at("/user/id").asText()).isEqualTo(person.id());
        assertThat(seen.json().get("token").asText()).isNotEqualTo(person.token());
        assertThat(seen.header("set-auth-token")).isEqualTo(seen.json().get("token").asText());
        assertThat(seen.answer().headers().allValues("Set-Cookie")).hasSize(2);
    }

    @Test
    void aWrongPasswordAndAnUnknownAddressLookTheSame() {
        Person person = site.signUp();

        Seen wrong = signIn(person.email(), "wrong horse");
        Seen unknown = signIn("nobody@example.org", "correct horse");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text())
                .isEqualTo("{\"success\":false,\"error\":\"Invalid email or password\"}");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.text()).isEqualTo(wrong.text());
        assertThat(wrong.answer().headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void aSessionIsToldByEachKindOfProof() {
        Person person = site.signUp();
        for (String[] proof :
                List.of(
                        bearer(person.token()),
                        new String[] {"Cookie", "better-auth.session_token=" + person.token()},
                        new String[] {"Cookie", "a=b; auth=" + person.token()})) {
            JsonNode session = current(proof);

            assertThat(session.at("/session/token").asText()).isEqualTo(person.token());
            assertThat(session.at("/session/userId").asText()).isEqualTo(person.id());
            assertThat(session.at("/session/expiresAt").asText()).endsWith(".000Z");
            assertThat(session.at("/user/email").asText()).isEqualTo(person.email());
        }
    }

    @Test
    void nobodysSessionIsNull() {
        assertThat(site.get("/api/auth/get-session").text()).isEqualTo("null");
        assertThat(site.get("/api/auth/get-session", bearer("x.y.z")).text()).isEqualTo("null");
        // A gateway's word is no session.
        assertThat(site.get("/api/auth/get-session", "X-User-ID", "5").text()).isEqualTo("null");
    }

    @Test
    void aSignedOutTokenIsDeadAtOnceAndOthersLive() {
        Person person = site.signUp();
        String other = signIn(person.email(), "correct horse").json().get("token").asText();

        Seen seen = site.post("/api/auth/sign-out", "", bearer(person.token()));

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.text()).isEqualTo("{\"success\":true}");
        assertThat(seen.answer().headers().allValues("Set-Cookie"))
                .hasSize(2)
                .allMatch(cookie -> cookie.contains("=; Path=/; Max-Age=0;"));
        assertThat(current(bearer(person.token())).isNull()).isTrue();
        assertThat(current(bearer(other)).isNull()).isFalse();
        assertThat(site.post("/api/auth/sign-out", "", bearer(person.token())).status())
                .isEqualTo(200);
    }

    @Test
    void aForeignPageSignsNobodyOut() {
        Person person = site.signUp();
        String[] headers = {"Cookie", "auth=" + person.token(), "Origin", "https://evil.example"};

        Seen seen = site.post("/api/auth/sign-out", "", headers);

        assertThat(seen.status()).isEqualTo(403);
        assertThat(seen.json().get("success").asBoolean()).isFalse();
        assertThat(current(bearer(person.token())).isNull()).isFalse();
    }

    @Test
    void aForeignPageGetsNoCookieIntoTheBrowser() {
        Person person = site.signUp();

        Seen seen =
                site.post(
                        "/api/auth/sign-in/email",
                        pair(person.email(), "correct horse"),
                        "Origin",
                        "https://evil.example");

        assertThat(seen.answer().headers().allValues("Set-Cookie")).isEmpty();
        assertThat(seen.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void theFrontEndMayReadWhatItNeeds() {
        Person person = site.signUp();

        Seen seen =
                site.post(
                        "/api/auth/sign-in/email",
                        pair(person.email(), "correct horse"),
                        "Origin",
                        "http://localhost:5173");

        assertThat(seen.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:5173");
        assertThat(seen.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(seen.header("Access-Control-Expose-Headers"))
                .isEqualTo("Set-Cookie, set-auth-token");
        assertThat(seen.answer().headers().allValues("Set-Cookie")).hasSize(2);
    }

    @Test
    void cookiesAreSecureWhereTheClientCameByHttps(@TempDir Path directory) {
        try (Site https = new Site(directory, "serai.addresses.base-url=https://live.example")) {
            Seen seen = https.post("/api/auth/sign-up/email", signUpBody("ada"));

            assertThat(seen.answer().headers().allValues("Set-Cookie"))
                    .hasSize(2)
                    .allMatch(cookie -> cookie.endsWith("; Secure"));
        }
    }

    @Test
    void aNewPasswordKillsEveryOlderToken() {
        Person person = site.signUp();
        String other = signIn(person.email(), "correct horse").json().get("token").asText();
        assertThat(current(bearer(other)).isNull()).isFalse();

        Seen seen = changePassword("correct horse", "battery staple", bearer(person.token()));

        assertThat(seen.status()).isEqualTo(200);
        String fresh = seen.json().get("token").asText();
        assertThat(current(bearer(person.token())).isNull()).isTrue();
        assertThat(current(bearer(other)).isNull()).isTrue();
        assertThat(current(bearer(fresh)).isNull()).isFalse();
        assertThat(signIn(person.email(), "correct horse").status()).isEqualTo(401);
        assertThat(signIn(person.email(), "battery staple").status()).isEqualTo(200);
    }

    @Test
    void aPasswordIsChangedOnlyByWhoeverKnowsIt() {
        Person person = site.signUp();

        assertThat(changePassword("wrong horse", "battery staple", bearer(person.token())).status())
                .isEqualTo(400);
        Seen tooShort = changePassword("correct horse", "short", bearer(person.token()));
        assertThat(tooShort.status()).isEqualTo(400);
        assertThat(tooShort.json().at("/details/0/path/0").asText()).isEqualTo("newPassword");
        Seen nobody = changePassword("correct horse", "battery staple");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.json().get("error").asText())
                .isEqualTo("You must be signed in to access this resource");
        assertThat(nobody.json().get("code").asText()).isEqualTo("UNAUTHORIZED");
        assertThat(nobody.json().get("success").asBoolean()).isFalse();
        assertThat(nobody.json().get("timestamp").asText()).endsWith("Z");
        assertThat(current(bearer(person.token())).isNull()).isFalse();
    }

    @Test
    void theAuditLogTellsWhoDidWhatAndNoSecret() {
        DataSource database = site.bean(DataSource.class);
        AuditRows.forget(database);
        Person person = site.signUp();
        changePassword("correct horse", "battery staple", bearer(person.token()));

        assertThat(AuditRows.of(database))
                .containsExactly(
                        "account %1$s 127.0.0.1 streamit sign-up-post account.created account/%1$s name,email,username,password"
                                .formatted(person.id()),
                        "account %1$s 127.0.0.1 streamit change-password-post account.changed account/%1$s password"
                                .formatted(person.id()));
    }

    @Test
    void aSessionThatIsUsedLivesOnAndOneThatIsNotEnds() {
        Person person = site.signUp();
        Person idle = site.signUp();
        for (int day = 0; day < 30; day++) {
            site.clock().pass(Duration.ofDays(2));
            assertThat(current(bearer(person.token())).isNull()).as("day %s", 2 * day).isFalse();
        }

        assertThat(current(bearer(idle.token())).isNull()).isTrue();
        site.clock().pass(Duration.ofDays(7));
        assertThat(current(bearer(person.token())).isNull()).isTrue();
    }

    private static Seen changePassword(String current, String wanted, String... headers) {
        return site.post(
                "/api/auth/change-password",
                """
                {"currentPassword":"%s","newPassword":"%s","revokeOtherSessions":false}
                """
                        .formatted(current, wanted),
                headers);
    }

    private static Seen signIn(String email, String password) {
        return site.post("/api/auth/sign-in/email", pair(email, password));
    }

    private static JsonNode current(String... headers) {
        Seen seen = site.get("/api/auth/get-session", headers);
        assertThat(seen.status()).isEqualTo(200);
        return seen.json();
    }
}
