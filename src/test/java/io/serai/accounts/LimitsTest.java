package io.serai.accounts;

import static io.serai.accounts.Site.bearer;
import static io.serai.accounts.Site.pair;
import static io.serai.accounts.Site.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.accounts.Site.Person;
import io.serai.accounts.Site.Seen;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who tries too often has to wait; callers are told apart by what a trusted proxy says. */
class LimitsTest {
    private static Site site;
    private static int addresses;

    private String address = "";

    @BeforeAll
    static void start(@TempDir Path directory) {
        site =
                new Site(
                        directory,
                        "serai.web.trusted-proxies=127.0.0.1",
                        "serai.accounts.sign-in-account-limit.most=3",
                        "serai.accounts.sign-in-address-limit.most=5",
                        "serai.accounts.sign-up-limit.most=2",
                        "serai.accounts.application-limit.most=2",
                        "serai.accounts.tie-limit.most=4");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void comeFromElsewhere() {
        address = "203.0.113." + ++addresses;
    }

    @Test
    void wrongPasswordsOfAnAccountAreCountedFromWherever() {
        Person person = person();
        for (int attempt = 0; attempt < 3; attempt++) {
            comeFromElsewhere();
            assertThat(signIn(person.email(), "wrong").status()).isEqualTo(401);
        }
        comeFromElsewhere();

        Seen seen = signIn(person.email(), "correct horse");

        assertThat(seen.status()).isEqualTo(429);
        // As many come back evenly in ten minutes.
        assertThat(seen.header("Retry-After")).isEqualTo("200");
        assertThat(seen.json().get("success").asBoolean()).isFalse();
        site.clock().pass(Duration.ofSeconds(199));
        assertThat(signIn(person.email(), "correct horse").status()).isEqualTo(429);
        site.clock().pass(Duration.ofSeconds(1));
        assertThat(signIn(person.email(), "correct horse").status()).isEqualTo(200);
    }

    @Test
    void anAddressThatNobodyHasIsCountedAsWell() {
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(signIn("Nobody@example.org", "wrong").status()).isEqualTo(401);
        }

        assertThat(signIn("nobody@example.org", "wrong").status()).isEqualTo(429);
    }

    @Test
    void whatIsTooLongForAnAddressIsCountedAsOne() {
        for (int attempt = 0; attempt < 3; attempt++) {
            String endless = "x".repeat(300) + attempt;
            assertThat(signIn(endless, "wrong").status()).isEqualTo(401);
        }

        assertThat(signIn("x".repeat(10_000), "wrong").status()).isEqualTo(429);
    }

    @Test
    void wrongPasswordsOfACallerAreCountedWhosoeverTheyAre() {
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(signIn("a" + attempt + "@example.org", "wrong").status()).isEqualTo(401);
        }

        assertThat(signIn("other@example.org", "wrong").status()).isEqualTo(429);
        comeFromElsewhere();
        assertThat(signIn("other@example.org", "wrong").status()).isEqualTo(401);
    }

    @Test
    void rightPasswordsAreNotCounted() {
        Person person = person();

        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(signIn(person.email(), "correct horse").status()).isEqualTo(200);
        }
    }

    @Test
    void theSignInPageCountsTheSame() {
        Person person = person();
        for (int attempt = 0; attempt < 3; attempt++) {
            signIn(person.email(), "wrong");
        }

        Seen seen =
                site.post(
                        "/api/v1/auth/login",
                        "email=" + person.email() + "&password=correct+horse",
                        "X-Forwarded-For",
                        address);

        assertThat(seen.status()).isEqualTo(429);
        assertThat(seen.header("Retry-After")).isNotEmpty();
        assertThat(seen.text()).contains("role=\"alert\"", "Too many wrong passwords");
    }

    @Test
    void guessingThePresentPasswordIsCounted() {
        Person person = person();
        String body = "{\"currentPassword\":\"wrong\",\"newPassword\":\"battery staple\"}";
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(change(person, body).status()).isEqualTo(400);
        }

        assertThat(change(person, body).status()).isEqualTo(429);
    }

    @Test
    void signUpsOfAnAddressAreLimited() {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(signUp("limited_" + addresses + "_" + attempt).status()).isEqualTo(200);
        }

        Seen seen = signUp("limited_too_much");

        assertThat(seen.status()).isEqualTo(429);
        assertThat(seen.header("Retry-After")).isEqualTo("1800");
        comeFromElsewhere();
        assertThat(signUp("limited_elsewhere").status()).isEqualTo(200);
    }

    @Test
    void applicationsOfAnAccountAreLimitedFromWherever() {
        Person person = person();
        for (int attempt = 0; attempt < 2; attempt++) {
            comeFromElsewhere();
            assertThat(apply(person).status()).isIn(201, 409);
        }
        comeFromElsewhere();

        assertThat(apply(person).status()).isEqualTo(429);
    }

    @Test
    void followsOfAnAccountAreLimitedFromWherever() {
        Person person = person();
        Person star = person();
        for (int attempt = 0; attempt < 4; attempt++) {
            comeFromElsewhere();
            assertThat(follow(person, star).status()).isEqualTo(204);
        }
        comeFromElsewhere();

        Seen seen = follow(person, star);

        assertThat(seen.status()).isEqualTo(429);
        assertThat(seen.header("Retry-After")).isEqualTo("15");
    }

    private Seen follow(Person person, Person star) {
        return site.call(
                "PUT",
                "/api/users/" + star.id() + "/follow",
                "",
                "Authorization",
                "Bearer " + person.token(),
                "X-Forwarded-For",
                address);
    }

    private Seen change(Person person, String body) {
        return site.post(
                "/api/auth/change-password",
                body,
                "Authorization",
                bearer(person.token())[1],
                "X-Forwarded-For",
                address);
    }

    private Seen apply(Person person) {
        return site.post(
                "/api/creator-applications",
                "",
                "Authorization",
                bearer(person.token())[1],
                "X-Forwarded-For",
                address);
    }

    private Person person() {
        comeFromElsewhere();
        String username = "limits_" + addresses;
        Seen seen = signUp(username);
        return new Person(
                seen.json().at("/user/id").asText(),
                username,
                username + "@example.org",
                seen.json().get("token").asText());
    }

    private Seen signUp(String username) {
        return site.post(
                "/api/auth/sign-up/email", signUpBody(username), "X-Forwarded-For", address);
    }

    private Seen signIn(String email, String password) {
        return site.post(
                "/api/auth/sign-in/email", pair(email, password), "X-Forwarded-For", address);
    }
}
