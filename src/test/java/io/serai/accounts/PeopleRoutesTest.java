package io.serai.accounts;

import static io.serai.accounts.Site.admin;
import static io.serai.accounts.Site.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.accounts.AccountsApplication.Told;
import io.serai.accounts.Site.Person;
import io.serai.accounts.Site.Seen;
import io.serai.audit.AuditRows;
import io.serai.common.UserId;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications, follows, blocks and roles through the shipped routes. */
class PeopleRoutesTest {
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
    void anApplicationWaitsThenIsApproved() {
        Person person = site.signUp();
        UserId id = new UserId(Long.parseLong(person.id()));
        Creators creators = site.bean(Creators.class);
        assertThat(creators.application(id)).isEmpty();

        Seen applied = apply(person);
        assertThat(applied.status()).isEqualTo(201);
        assertThat(applied.json().get("status").asText()).isEqualTo("PENDING");
        assertThat(applied.json().get("id").isTextual()).isTrue();
        assertThat(creators.application(id)).contains(ApplicationStatus.PENDING);
        assertThat(apply(person).status()).isEqualTo(409);

        String application = applied.json().get("id").asText();
        assertThat(pending()).contains(application);
        Seen approved = decide(application, "approve", admin());
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.text())
                .isEqualTo("{\"id\":\"%s\",\"status\":\"APPROVED\"}".formatted(application));
        assertThat(creators.application(id)).contains(ApplicationStatus.APPROVED);
        assertThat(pending()).doesNotContain(application);
        assertThat(apply(person).status()).isEqualTo(409);
    }

    @Test
    void whoWasRejectedMayApplyAgainAndTheLatestCounts() {
        Person person = site.signUp();
        UserId id = new UserId(Long.parseLong(person.id()));
        String first = apply(person).json().get("id").asText();
        assertThat(decide(first, "reject", admin()).json().get("status").asText())
                .isEqualTo("REJECTED");

        String second = apply(person).json().get("id").asText();

        assertThat(second).isNotEqualTo(first);
        assertThat(site.bean(Creators.class).application(id)).contains(ApplicationStatus.PENDING);
        assertThat(decide(first, "approve", admin()).status()).isEqualTo(409);
        assertThat(decide(second, "approve", admin()).status()).isEqualTo(200);
        // An admin takes back what was given.
        assertThat(decide(second, "reject", admin()).status()).isEqualTo(200);
        assertThat(site.bean(Creators.class).application(id)).contains(ApplicationStatus.REJECTED);
    }

    @Test
    void onlyAdminsSeeAndDecide() {
        Person person = site.signUp();
        String application = apply(person).json().get("id").asText();

        Seen nobody = site.get("/api/creator-applications");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.json().get("code").asText()).isEqualTo("UNAUTHORIZED");
        Seen user = site.get("/api/creator-applications", bearer(person.token()));
        assertThat(user.status()).isEqualTo(403);
        assertThat(user.json().get("success").asBoolean()).isFalse();
        assertThat(decide(application, "approve", bearer(person.token())).status()).isEqualTo(403);
        assertThat(decide(application, "approve").status()).isEqualTo(401);
        assertThat(site.post("/api/creator-applications", "").status()).isEqualTo(401);
    }

    @Test
    void aGatewaysWordMakesNobodyAnAdmin() {
        Person person = site.signUp();
        role(person.id(), "admin");

        assertThat(site.get("/api/creator-applications", "X-User-ID", person.id()).status())
                .isEqualTo(401);
        assertThat(site.get("/api/admin/users", "X-User-ID", person.id()).status()).isEqualTo(401);
    }

    @Test
    void anAccountWithTheRoleAdminMayWhatTheTokenMay() {
        Person boss = site.signUp();
        String[] proof = bearer(boss.token());
        assertThat(site.get("/api/admin/users", proof).status()).isEqualTo(403);

        Seen made = role(boss.id(), "admin");

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.json().get("role").asText()).isEqualTo("admin");
        assertThat(site.get("/api/admin/users", proof).status()).isEqualTo(200);
        assertThat(site.get("/api/admin/users", "Cookie", "auth=" + boss.token()).status())
                .isEqualTo(200);
        String application = apply(site.signUp()).json().get("id").asText();
        assertThat(decide(application, "approve", proof).status()).isEqualTo(200);
        assertThat(AuditRows.of(site.bean(DataSource.class)))
                .contains(
                        "account %s 127.0.0.1 streamit application-approve-post application.approved application/%s status"
                                .formatted(boss.id(), application));

        role(boss.id(), "user");
        assertThat(site.get("/api/admin/users", proof).status()).isEqualTo(403);
    }

    @Test
    void aForeignPageDoesNothingWithAnAdminsCookie() {
        Person boss = site.signUp();
        role(boss.id(), "admin");

        Seen seen =
                site.call(
                        "PUT",
                        "/api/admin/users/" + boss.id() + "/role",
                        "{\"role\":\"user\"}",
                        "Cookie",
                        "auth=" + boss.token(),
                        "Origin",
                        "https://evil.example");

        assertThat(seen.status()).isEqualTo(401);
        assertThat(site.get("/api/admin/users", bearer(boss.token())).status()).isEqualTo(200);
    }

    @Test
    void aRoleIsUserOrAdminOfSomebodyWhoExists() {
        Person person = site.signUp();

        assertThat(role(person.id(), "king").status()).isEqualTo(400);
        assertThat(
                        site.call("PUT", "/api/admin/users/1/role", "{\"role\":\"admin\"}", admin())
                                .status())
                .isEqualTo(404);
        assertThat(
                        site.call("PUT", "/api/admin/users/x/role", "{\"role\":\"admin\"}", admin())
                                .status())
                .isEqualTo(404);
    }

    @Test
    void applicationsComeInPagesAndByStatus() {
        List<String> made =
                List.of(site.signUp(), site.signUp(), site.signUp()).stream()
                        .map(person -> apply(person).json().get("id").asText())
                        .toList();

        JsonNode first = site.get("/api/creator-applications?limit=2", admin()).json();
        assertThat(ids(first)).containsExactly(made.get(2), made.get(1));
        String next = first.get("next").asText();
        JsonNode second =
                site.get("/api/creator-applications?limit=2&before=" + next, admin()).json();
        assertThat(ids(second)).startsWith(made.get(0));
        for (String wrong : List.of("status=pending", "limit=0", "limit=501", "before=x")) {
            assertThat(site.get("/api/creator-applications?" + wrong, admin()).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void usersAreFoundByHowTheirNamesBegin() {
        Person person = site.signUp();

        JsonNode found =
                site.get("/api/admin/users?query=" + person.username().toUpperCase(), admin())
                        .json();

        assertThat(found.get("users"))
                .extracting(user -> user.get("id").asText())
                .contains(person.id());
        assertThat(found.get("users").get(0).toString()).doesNotContain("$2a$");
        assertThat(site.get("/api/admin/users?query=person%25", admin()).json().get("users"))
                .isEmpty();
        assertThat(site.get("/api/admin/users?query=%00", admin()).status()).isEqualTo(400);
        assertThat(site.get("/api/admin/users?limit=1", admin()).json().has("next")).isTrue();
    }

    @Test
    void peopleFollowAndBlockEachOther() {
        Person fan = site.signUp();
        Person star = site.signUp();
        UserId who = new UserId(Long.parseLong(fan.id()));
        UserId whom = new UserId(Long.parseLong(star.id()));
        Ties ties = site.bean(Ties.class);
        List<String> told = site.bean(Told.class).changes();
        told.clear();

        for (int twice = 0; twice < 2; twice++) {
            assertThat(tie("PUT", fan, star.id(), "follow").status()).isEqualTo(204);
        }
        assertThat(ties.follows(who, whom)).isTrue();
        assertThat(ties.follows(whom, who)).isFalse();
        assertThat(ties.followedBy(who)).containsExactly(whom);
        assertThat(tie("PUT", star, fan.id(), "block").status()).isEqualTo(204);
        assertThat(ties.blocks(whom, who)).isTrue();
        assertThat(ties.blockedBy(whom)).containsExactly(who);
        assertThat(ties.blockersOf(who)).containsExactly(whom);
        for (int twice = 0; twice < 2; twice++) {
            assertThat(tie("DELETE", fan, star.id(), "follow").status()).isEqualTo(204);
            assertThat(tie("DELETE", star, fan.id(), "block").status()).isEqualTo(204);
        }
        assertThat(ties.follows(who, whom)).isFalse();
        assertThat(ties.blocks(whom, who)).isFalse();
        assertThat(told)
                .containsExactly(
                        who + " FOLLOWED " + whom,
                        whom + " BLOCKED " + who,
                        who + " UNFOLLOWED " + whom,
                        whom + " UNBLOCKED " + who);
        assertThat(AuditRows.of(site.bean(DataSource.class)))
                .contains(
                        "account %s 127.0.0.1 streamit block-put account.blocked account/%s "
                                .formatted(star.id(), fan.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"follow", "block"})
    void nobodyFollowsOrBlocksThemselvesOrNobody(String kind) {
        Person person = site.signUp();

        Seen oneself = tie("PUT", person, person.id(), kind);
        assertThat(oneself.status()).isEqualTo(400);
        assertThat(oneself.json().get("error").asText())
                .isEqualTo("You can't " + kind + " yourself");
        for (String unknown :
                List.of("1099511627775", "9", "0", "-1", "abc", "99999999999999999999")) {
            assertThat(tie("PUT", person, unknown, kind).status()).as(unknown).isEqualTo(404);
            assertThat(tie("DELETE", person, unknown, kind).status()).as(unknown).isEqualTo(404);
        }
        assertThat(site.call("PUT", "/api/users/" + person.id() + "/" + kind, "").status())
                .isEqualTo(401);
    }

    private static Seen apply(Person person) {
        return site.post("/api/creator-applications", "", bearer(person.token()));
    }

    private static Seen decide(String application, String decision, String... proof) {
        return site.post("/api/creator-applications/" + application + "/" + decision, "", proof);
    }

    private static Seen role(String account, String role) {
        return site.call(
                "PUT",
                "/api/admin/users/" + account + "/role",
                "{\"role\":\"" + role + "\"}",
                admin());
    }

    private static Seen tie(String method, Person who, String whom, String kind) {
        return site.call(method, "/api/users/" + whom + "/" + kind, "", bearer(who.token()));
    }

    private static List<String> pending() {
        return ids(site.get("/api/creator-applications?status=PENDING", admin()).json());
    }

    private static List<String> ids(JsonNode page) {
        return page.get("applications").valueStream().map(each -> each.get("id").asText()).toList();
    }
}
