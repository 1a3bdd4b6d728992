package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in and as whom, and what the rules make of them afterwards. */
class ChatDoorTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
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

    @Test
    void whoHasNoTicketIsWhoTheySayButNeverAModerator() {
        Member somebody = enter("user_id=" + owner + "&username=%20The%0Aowner%20");

        assertThat(somebody.userId()).isEqualTo(Long.toString(owner));
        assertThat(somebody.username()).isEqualTo("Theowner");
        assertThat(somebody.account()).isEmpty();
        assertThat(somebody.moderator()).isFalse();
        assertThat(enter("user_id=viewer_17").username()).isEqualTo("User_viewer_17");
        assertThat(enter("user_id=x&username=" + "%F0%9F%98%80".repeat(70)).username())
                .isEqualTo("😀".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id=%01", "user_id=%20", "user_id=a%0Ab"})
    void refusesIdsThatCanNotBe(String query) {
        assertThatThrownBy(() -> enter(query))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        e -> assertThat(e.code()).isEqualTo(Optional.of("invalid_user_id")));
        assertThatThrownBy(() -> enter("user_id=" + "x".repeat(65))).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> enter("username=x"))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        e -> assertThat(e.code()).isEqualTo(Optional.of("missing_user_id")));
    }

    @Test
    void aTicketSaysWhoSomebodyIsWhateverTheQuerySays() {
        long viewer = site.user();

        Member member = enter("user_id=5&username=Forged&ticket=" + site.ticket(viewer, stream));

        assertThat(member.userId()).isEqualTo(Long.toString(viewer));
        assertThat(member.username()).isEqualTo("user_" + viewer);
        assertThat(member.account()).contains(new UserId(viewer));
        assertThat(member.moderator()).isFalse();
        assertThat(enter("ticket=" + site.ticket(owner, stream)).moderator()).isTrue();
    }

    @Test
    void aTicketIsGoodForOneChatAndForAMinute() {
        JsonNode made = site.as(owner, "POST", "/api/v1/live/" + stream + "/ticket", "").json();
        String ticket = made.get("ticket").asText();
        StreamId other = site.stream(owner);

        assertThat(made.get("expires_at").asText()).endsWith("Z");
        assertThat(enter("ticket=" + ticket).moderator()).isTrue();
        assertThatThrownBy(() -> site.admit(other, "192.0.2.1", "ticket=" + ticket))
                .isInstanceOf(Denied.class);
        int middle = ticket.length() / 2;
        char changed = ticket.charAt(middle) == 'x' ? 'y' : 'x';
        String forged = ticket.substring(0, middle) + changed + ticket.substring(middle + 1);
        assertThatThrownBy(() -> enter("user_id=5&ticket=" + forged)).isInstanceOf(Denied.class);
        site.clock.pass(Duration.ofSeconds(61));
        assertThatThrownBy(() -> enter("ticket=" + ticket)).isInstanceOf(Denied.class);
        assertThat(site.as(0, "POST", "/api/v1/live/" + stream + "/ticket", "").status())
                .isEqualTo(401);
        assertThat(site.as(owner, "POST", "/api/v1/live/x/ticket", "").status()).isEqualTo(400);
    }

    @Test
    void whoIsBannedDoesNotGetInUnlessTheyModerate() {
        site.as(owner, "PUT", chat + "/bans/users/eve", "{}");
        site.as(owner, "PUT", chat + "/bans/users/" + owner, "{}");

        assertThatThrownBy(() -> enter("user_id=eve")).isInstanceOf(Denied.class);
        assertThat(enter("ticket=" + site.ticket(owner, stream)).moderator()).isTrue();
    }

    @Test
    void banAddressesOfIpv6ByTheirFirstHalf() {
        Member one = site.admit(stream, "2001:db8:1:2::1", "user_id=one");
        Member other = site.admit(stream, "2001:db8:1:2::ffff", "user_id=two");
        Member far = site.admit(stream, "2001:db8:1:3::1", "user_id=three");

        assertThat(one.addressHash()).isEqualTo(other.addressHash());
        assertThat(one.addressHash()).isNotEqualTo(far.addressHash()).hasSize(24);
    }

    @Test
    void whomTheOwnerBlocksIsPutOutAndStaysOut() {
        long viewer = site.user();
        Member signed = enter("ticket=" + site.ticket(viewer, stream));
        assertThat(site.refusal(stream, signed)).isEmpty();

        assertThat(site.as(owner, "PUT", "/api/users/" + viewer + "/block", "").status())
                .isEqualTo(204);

        assertThat(site.rooms.done(stream))
                .containsExactly(
                        "expel " + viewer + ": You are blocked by the owner of this stream.");
        assertThat(site.refusal(stream, signed)).startsWith("You are blocked");
        assertThatThrownBy(() -> enter("ticket=" + site.ticket(viewer, stream)))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> enter("user_id=" + viewer))
                .as("without a ticket they say who they are")
                .isInstanceOf(Denied.class);
        site.as(owner, "DELETE", "/api/users/" + viewer + "/block", "");
        assertThat(site.refusal(stream, signed)).isEmpty();
    }

    @Test
    void onlyFollowersWithATicketWriteInAChatForFollowers() {
        long viewer = site.user();
        site.as(viewer, "PUT", "/api/users/" + owner + "/follow", "");
        Member follower = enter("ticket=" + site.ticket(viewer, stream));
        Member named = enter("user_id=" + viewer);
        Member host = enter("ticket=" + site.ticket(owner, stream));
        site.as(owner, "PUT", chat + "/settings", "{\"followers_only\":true}");

        assertThat(site.refusal(stream, follower)).isEmpty();
        assertThat(site.refusal(stream, host)).isEmpty();
        assertThat(site.refusal(stream, named)).startsWith("Only followers");
        site.as(viewer, "DELETE", "/api/users/" + owner + "/follow", "");
        assertThat(site.refusal(stream, follower)).startsWith("Only followers");
        site.as(viewer, "PUT", "/api/users/" + owner + "/follow", "");
        assertThat(site.refusal(stream, follower)).isEmpty();
    }

    @Test
    void slowModeLetsEachMemberWriteOnceInItsTime() {
        Member ann = enter("user_id=ann");
        Member bob = enter("user_id=bob");
        site.as(owner, "PUT", chat + "/settings", "{\"slow_mode_seconds\":10}");

        assertThat(site.refusal(stream, ann)).isEmpty();
        assertThat(site.refusal(stream, bob)).isEmpty();
        site.clock.pass(Duration.ofSeconds(4));
        assertThat(site.refusal(stream, ann))
                .isEqualTo("Slow mode is on: you may write again in 6 seconds.");
        site.clock.pass(Duration.ofSeconds(6));
        assertThat(site.refusal(stream, ann)).isEmpty();
        Member host = enter("ticket=" + site.ticket(owner, stream));
        assertThat(site.refusal(stream, host)).isEmpty();
        assertThat(site.refusal(stream, host)).as("moderators have no limit").isEmpty();
    }

    @Test
    void aDelayedChatIsDelayedForAllButModerators() {
        Member ann = enter("user_id=ann");
        Member host = enter("ticket=" + site.ticket(owner, stream));
        site.as(owner, "PUT", chat + "/settings", "{\"delay_seconds\":20}");

        assertThat(delay(ann)).isEqualTo(Duration.ofSeconds(20));
        assertThat(delay(host)).isZero();
        site.say(stream, ann, "too early");
        site.bean(ChatLog.class).flush(Duration.ofSeconds(5));
        assertThat(site.bean(ChatHistory.class).last(stream, 10)).isEmpty();
        assertThat(site.as(0, "GET", chat + "/messages", "").text()).contains("\"messages\":[]");
        assertThat(site.as(owner, "GET", chat + "/messages", "").text()).contains("too early");
        site.clock.pass(Duration.ofSeconds(20));
        assertThat(site.bean(ChatHistory.class).last(stream, 10)).hasSize(1);
        site.as(owner, "PUT", chat + "/settings", "{\"delay_seconds\":0}");
        assertThat(delay(ann)).isZero();
    }

    @Test
    void flagsThatStreamItSetsAreInForceAtOnce() {
        long creator = creator();
        StreamId studio =
                new StreamId(
                        site.database.queryForObject(
                                "SELECT stream_id FROM studio_streams WHERE owner_id = ?",
                                Long.class,
                                creator));
        Member ann = site.admit(studio, "192.0.2.1", "user_id=ann");

        assertThat(
                        site.as(
                                        creator,
                                        "PUT",
                                        "/api/stream/chat-settings",
                                        "{\"isChatEnabled\":false,\"isChatDelayed\":true}")
                                .status())
                .isEqualTo(200);

        await().atMost(AT_ONCE)
                .untilAsserted(
                        () ->
                                assertThat(site.refusal(studio, ann))
                                        .isEqualTo("The chat is switched off."));
        assertThat(site.rooms.done(studio))
                .containsExactly(
                        "CHAT_SETTINGS {enabled=false, delay_seconds=5, followers_only=false,"
                                + " slow_mode_seconds=0}");
    }

    @Test
    void whatAnotherNodeChangedIsInForceSoon() {
        Member eve = enter("user_id=eve");
        site.database.update(
                "INSERT INTO chat_bans (stream_id, kind, target, value, created_by, created_at)"
                        + " VALUES (?, 'ban', 'user', 'eve', '1', now())",
                stream.value());
        site.database.update(
                "INSERT INTO chat_removals (stream_id, message_id, at) VALUES (?, 77, now())",
                stream.value());
        site.database.update(
                "INSERT INTO chat_rooms (stream_id, version) VALUES (?, 1)", stream.value());

        await().atMost(AT_ONCE)
                .untilAsserted(
                        () ->
                                assertThat(site.rooms.done(stream))
                                        .containsExactly(
                                                "delete 77",
                                                "expel eve: You are banned from this chat."));
        assertThat(site.refusal(stream, eve)).startsWith("You are banned");
    }

    private static long creator() {
        long user = site.user();
        site.as(user, "GET", "/api/viewer/following", "");
        site.database.update(
                "INSERT INTO creator_applications (account_id, status, created_at, decided_at)"
                        + " VALUES (?, 'APPROVED', now(), now())",
                user);
        site.database.update(
                "WITH made AS (INSERT INTO streams (surface, title, owner_id)"
                        + " VALUES ('streamit', 'A show', ?) RETURNING id)"
                        + " INSERT INTO studio_streams (stream_id, owner_id, updated_at)"
                        + " SELECT id, ?, now() FROM made",
                user,
                user);
        return user;
    }

    private Member enter(String query) {
        return site.admit(stream, "192.0.2.1", query);
    }

    private Duration delay(Member member) {
        Judgement judgement =
                site.bean(ChatRules.class).judge(stream, member, "hello", site.clock.instant());
        return ((Judgement.Show) judgement).delay();
    }
}
