package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatSite.Seen;
import io.serai.common.StreamId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moderation by REST: who may, what it does at once, and what is refused. */
class ModerationRoutesTest {
    private static final String HASH = "0123456789abcdef01234567";
    private static ChatSite site;

    private long owner;
    private StreamId stream;
    private String chat;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site = new ChatSite(directory);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void make() {
        owner = site.user();
        stream = site.stream(owner);
        chat = "/api/v1/live/" + stream + "/chat";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /messages/5 | ''",
                "PUT    | /settings | {\"enabled\":false}",
                "GET    | /bans | ''",
                "PUT    | /bans/users/eve | {}",
                "DELETE | /bans/users/eve | ''",
                "PUT    | /bans/addresses/" + HASH + " | {}",
                "DELETE | /bans/addresses/" + HASH + " | ''",
                "PUT    | /timeouts/users/eve | {\"seconds\":5}",
                "DELETE | /timeouts/users/eve | ''",
                "PUT    | /timeouts/addresses/" + HASH + " | {\"seconds\":5}",
                "DELETE | /timeouts/addresses/" + HASH + " | ''",
                "DELETE | /users/eve/messages | ''"
            })
    void onlyTheOwnerAndAdminsModerate(String method, String path, String body) {
        assertThat(site.as(0, method, chat + path, body).status()).isEqualTo(401);
        Seen stranger = site.as(site.user(), method, chat + path, body);
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.json().get("error").asText()).isEqualTo("forbidden");
        assertThat(site.asAdmin(method, "/api/v1/live/999999/chat" + path, body).status())
                .isEqualTo(404);
        assertThat(site.asAdmin(method, "/api/v1/live/x/chat" + path, body).text())
                .contains("invalid_stream_id");
        // 404 only where there is nothing to take away.
        boolean takesAway = method.equals("DELETE") && !path.startsWith("/users");
        int expected = takesAway ? 404 : 200;
        assertThat(site.as(owner, method, chat + path, body).status()).isEqualTo(expected);
        assertThat(site.asAdmin(method, chat + path, body).status()).isEqualTo(expected);
    }

    @Test
    void onlyAdminsModerateTheChatOfARoomWithoutAnOwner() {
        long room =
                site.database.queryForObject(
                        "INSERT INTO streams (surface, title) VALUES ('pixelcast', 'A room')"
                                + " RETURNING id",
                        Long.class);
        String settings = "/api/v1/live/" + room + "/chat/settings";
        String body = "{\"slow_mode_seconds\":5}";

        assertThat(site.as(owner, "PUT", settings, body).status()).isEqualTo(403);
        assertThat(site.asAdmin("PUT", settings, body).status()).isEqualTo(200);
        assertThat(site.as(0, "GET", settings, "").text()).contains("\"slow_mode_seconds\":5");
    }

    @Test
    void aDeletedMessageIsGoneAtOnceAndShownToModeratorsOnly() {
        Member ann = site.admit(stream, "192.0.2.1", "user_id=ann");
        ChatMessage kept = site.say(stream, ann, "first");
        ChatMessage bad = site.say(stream, ann, "bad");

        assertThat(site.as(owner, "DELETE", chat + "/messages/" + bad.id(), "").status())
                .isEqualTo(204);

        assertThat(site.rooms.done(stream)).containsExactly("delete " + bad.id());
        assertThat(ids(site.as(0, "GET", chat + "/messages", ""))).containsExactly(kept.id());
        JsonNode seen = site.as(owner, "GET", chat + "/messages", "").json().get("messages");
        assertThat(seen.at("/0/id").asLong()).isEqualTo(bad.id());
        assertThat(seen.at("/0/deleted_by").asText()).isEqualTo(Long.toString(owner));
        assertThat(seen.at("/0/address").asText()).isEqualTo(ann.addressHash());
        assertThat(seen.at("/1").has("deleted_at")).isFalse();
        assertThat(site.as(owner, "DELETE", chat + "/messages/" + bad.id(), "").status())
                .as("again")
                .isEqualTo(204);
        assertThat(site.bean(ChatHistory.class).last(stream, 10)).hasSize(1);
        assertThat(site.as(0, "GET", chat + "/messages", "").text())
                .doesNotContain(ann.addressHash(), "192.0.2.1");
    }

    @Test
    void pagesGoBackWithoutGapAndDouble() {
        Member seven = site.admit(stream, "192.0.2.1", "user_id=7&username=Seven");
        List<Long> said = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            said.addFirst(site.say(stream, seven, "message " + i).id());
        }
        site.bean(ChatLog.class).flush(Duration.ofSeconds(5));

        Seen first = site.as(0, "GET", chat + "/messages?limit=4", "");
        Seen second =
                site.as(0, "GET", chat + "/messages?limit=4&before=" + ids(first).getLast(), "");

        List<Long> all = new ArrayList<>(ids(first));
        all.addAll(ids(second));
        assertThat(all).isEqualTo(said);
        assertThat(first.json().get("more").asBoolean()).isTrue();
        assertThat(second.json().get("more").asBoolean()).isFalse();
        JsonNode message = first.json().at("/messages/0");
        assertThat(message.get("user_id").isNumber()).isTrue();
        assertThat(message.get("username").asText()).isEqualTo("Seven");
        assertThat(message.get("verified").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "before=0", "before=-1"})
    void refusesPagesThatCanNotBe(String query) {
        assertThat(site.as(0, "GET", chat + "/messages?" + query, "").text())
                .contains("invalid_params");
    }

    @Test
    void settingsAreChangedOneByOneAndAnnounced() {
        Member ann = site.admit(stream, "192.0.2.1", "user_id=ann");
        assertThat(site.as(0, "GET", chat + "/settings", "").text())
                .isEqualTo(
                        "{\"enabled\":true,\"delay_seconds\":0,\"followers_only\":false,"
                                + "\"slow_mode_seconds\":0}");

        Seen changed = site.as(owner, "PUT", chat + "/settings", "{\"slow_mode_seconds\":10}");
        site.as(owner, "PUT", chat + "/settings", "{\"delay_seconds\":20,\"enabled\":false}");

        assertThat(changed.json().get("slow_mode_seconds").asInt()).isEqualTo(10);
        assertThat(site.as(0, "GET", chat + "/settings", "").text())
                .isEqualTo(
                        "{\"enabled\":false,\"delay_seconds\":20,\"followers_only\":false,"
                                + "\"slow_mode_seconds\":10}");
        assertThat(site.rooms.done(stream))
                .containsExactly(
                        "CHAT_SETTINGS {enabled=true, delay_seconds=0, followers_only=false,"
                                + " slow_mode_seconds=10}",
                        "CHAT_SETTINGS {enabled=false, delay_seconds=20, followers_only=false,"
                                + " slow_mode_seconds=10}");
        assertThat(site.refusal(stream, ann)).isEqualTo("The chat is switched off.");
        assertThat(
                        site.database.queryForObject(
                                "SELECT count(*) FROM stream_events WHERE type = 'chat.changed'"
                                        + " AND stream_id = ?",
                                Integer.class,
                                stream.value()))
                .as("slow mode is no flag of StreamIt's")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"other\":1}",
                "{\"enabled\":1}",
                "{\"delay_seconds\":301}",
                "{\"delay_seconds\":-1}",
                "{\"slow_mode_seconds\":1.5}",
                "{\"slow_mode_seconds\":3601}",
                "{\"followers_only\":\"yes\"}"
            })
    void refusesSettingsThatCanNotBe(String body) {
        Seen answer = site.as(owner, "PUT", chat + "/settings", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("message").asText()).startsWith("Invalid request body");
    }

    @Test
    void aBannedUserIsOutUntilTheBanIsTakenAway() {
        Member eve = site.admit(stream, "192.0.2.1", "user_id=eve");
        site.admit(stream, "192.0.2.1", "user_id=ann");

        Seen ban = site.as(owner, "PUT", chat + "/bans/users/eve", "{\"reason\":\"She was rude\"}");

        assertThat(ban.json().get("created_by").asText()).isEqualTo(Long.toString(owner));
        assertThat(ban.json().has("until")).isFalse();
        assertThat(site.rooms.done(stream))
                .containsExactly("expel eve: You are banned from this chat.");
        assertThat(site.refusal(stream, eve)).isEqualTo("You are banned from this chat.");
        assertThat(site.as(owner, "GET", chat + "/bans", "").json().at("/bans/0/reason").asText())
                .isEqualTo("She was rude");
        assertThat(site.as(owner, "DELETE", chat + "/bans/users/eve", "").status()).isEqualTo(204);
        assertThat(site.as(owner, "DELETE", chat + "/bans/users/eve", "").status()).isEqualTo(404);
        assertThat(site.refusal(stream, eve)).isEmpty();
        assertThat(site.as(owner, "GET", chat + "/bans", "").json().get("bans")).isEmpty();
    }

    @Test
    void aBannedAddressPutsEverybodyOutWhoComesFromThere() {
        Member eve = site.admit(stream, "192.0.2.7", "user_id=eve");
        site.admit(stream, "192.0.2.7", "user_id=mallory");
        Member ann = site.admit(stream, "192.0.2.8", "user_id=ann");
        String path = chat + "/bans/addresses/" + eve.addressHash();

        assertThat(site.as(owner, "PUT", path, "{\"seconds\":60}").status()).isEqualTo(200);

        assertThat(site.rooms.done(stream))
                .containsExactly(
                        "expel eve: You are banned from this chat.",
                        "expel mallory: You are banned from this chat.");
        assertThat(site.refusal(stream, ann)).isEmpty();
        site.clock.pass(Duration.ofSeconds(61));
        assertThat(site.refusal(stream, eve)).as("over").isEmpty();
        assertThat(site.as(owner, "PUT", chat + "/bans/addresses/192.0.2.7", "{}").text())
                .contains("invalid_address");
    }

    @Test
    void aTimeoutLetsSomebodyStayButNotWrite() {
        Member eve = site.admit(stream, "192.0.2.9", "user_id=eve");

        site.as(owner, "PUT", chat + "/timeouts/users/eve", "{\"seconds\":30}");

        assertThat(site.rooms.done(stream)).isEmpty();
        assertThat(site.refusal(stream, eve))
                .isEqualTo("You may not write in this chat for another 30 seconds.");
        site.clock.pass(Duration.ofSeconds(31));
        assertThat(site.refusal(stream, eve)).isEmpty();
        site.as(
                owner,
                "PUT",
                chat + "/timeouts/addresses/" + eve.addressHash(),
                "{\"seconds\":30}");
        assertThat(site.refusal(stream, eve)).startsWith("You may not write");
        site.as(owner, "DELETE", chat + "/timeouts/addresses/" + eve.addressHash(), "");
        assertThat(site.refusal(stream, eve)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/bans/users/eve | {\"seconds\":0}",
                "/bans/users/eve | {\"seconds\":\"5\"}",
                "/bans/users/eve | {\"reason\":5}",
                "/bans/users/eve | x",
                "/timeouts/users/eve | {}",
                "/timeouts/users/eve | {\"seconds\":99999999999}",
                "/bans/users/%00 | {}",
                "/bans/users/01234567890123456789012345678901234567890123456789012345678901234 | {}"
            })
    void refusesBansThatCanNotBe(String path, String body) {
        assertThat(site.as(owner, "PUT", chat + path, body).status()).isEqualTo(400);
    }

    @Test
    void whatIsErasedLeavesNoRow() {
        Member eve = site.admit(stream, "192.0.2.1", "user_id=eve");
        Member ann = site.admit(stream, "192.0.2.1", "user_id=ann");
        site.say(stream, eve, "one");
        site.say(stream, ann, "two");
        site.say(stream, eve, "three");

        Seen erased = site.as(owner, "DELETE", chat + "/users/eve/messages", "");

        assertThat(erased.text()).isEqualTo("{\"erased\":2}");
        assertThat(site.rooms.done(stream)).containsExactly("erase eve");
        assertThat(rows(stream)).isEqualTo(1);
    }

    @Test
    void anAdminErasesSomebodyFromAllChats() {
        StreamId other = site.stream(owner);
        String name = "eve-" + stream;
        site.say(stream, site.admit(stream, "192.0.2.1", "user_id=" + name), "one");
        site.say(other, site.admit(other, "192.0.2.1", "user_id=" + name), "two");
        StreamId unknown = new StreamId(987_654_321);
        site.say(unknown, site.admit(unknown, "192.0.2.1", "user_id=" + name), "three");
        String path = "/api/admin/chat/users/" + name + "/messages";

        assertThat(site.as(owner, "DELETE", path, "").status()).isEqualTo(401);
        Seen erased = site.asAdmin("DELETE", path, "");

        assertThat(erased.text()).isEqualTo("{\"erased\":3}");
        assertThat(rows(stream) + rows(other) + rows(unknown)).isZero();
        assertThat(site.rooms.done(other)).containsExactly("erase " + name);
        assertThat(site.rooms.done(unknown)).containsExactly("erase " + name);
    }

    @Test
    void figuresCountWhatWasSaidAndByHowMany() {
        Member eve = site.admit(stream, "192.0.2.1", "user_id=eve");
        site.say(stream, eve, "one");
        site.say(stream, eve, "two");
        site.say(stream, site.admit(stream, "192.0.2.1", "user_id=ann"), "three");
        site.bean(ChatLog.class).flush(Duration.ofSeconds(5));

        assertThat(site.bean(StoredHistory.class).talked(stream))
                .isEqualTo(new ChatMessageRepository.Talked(3, 2));
    }

    @Test
    void oldMessagesAndBansThatAreOverAreRemoved() {
        site.say(stream, site.admit(stream, "192.0.2.1", "user_id=eve"), "old");
        site.as(owner, "PUT", chat + "/bans/users/eve", "{\"seconds\":5}");
        site.as(owner, "PUT", chat + "/bans/users/mallory", "{}");
        site.bean(ChatLog.class).flush(Duration.ofSeconds(5));
        site.clock.pass(Duration.ofDays(31));
        site.say(stream, site.admit(stream, "192.0.2.1", "user_id=ann"), "new");
        site.bean(ChatLog.class).flush(Duration.ofSeconds(5));

        site.bean(ChatSteps.class).prune();

        assertThat(site.bean(ChatHistory.class).last(stream, 10))
                .extracting(ChatMessage::content)
                .containsExactly("new");
        assertThat(
                        site.database.queryForList(
                                "SELECT value FROM chat_bans WHERE stream_id = ?",
                                String.class,
                                stream.value()))
                .containsExactly("mallory");
    }

    private static int rows(StreamId stream) {
        return site.database.queryForObject(
                "SELECT count(*) FROM chat_messages WHERE stream_id = ?",
                Integer.class,
                stream.value());
    }

    private static List<Long> ids(Seen page) {
        site.bean(ChatLog.class).flush(Duration.ofSeconds(5));
        List<Long> ids = new ArrayList<>();
        page.json().get("messages").forEach(one -> ids.add(one.get("id").asLong()));
        return ids;
    }
}
