package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.common.StreamId;
import io.serai.testing.TcpProxy;
import io.serai.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moderation as browsers in a real chat see it, also while the database is away. */
class ModeratedChatTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static TcpProxy database;
    private static ChatSite site;

    private long owner;
    private StreamId stream;
    private String chat;

    @BeforeAll
    static void start(@TempDir Path directory) {
        database = TcpProxy.to(TestPostgres.port());
        site = ChatSite.withRealRooms(directory, database.port());
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
        database.close();
    }

    @BeforeEach
    void make() {
        owner = site.user();
        stream = site.stream(owner);
        chat = "/api/v1/live/" + stream + "/chat";
    }

    @Test
    void aMessageIsVerifiedByItsTicketAndGoneWhenDeleted() {
        long viewer = site.user();
        try (ChatClient ann = site.open(stream, "ticket=" + site.ticket(viewer, stream));
                ChatClient eve = site.open(stream, "user_id=eve")) {
            JsonNode shown = ann.say("hello").next("CHAT_BROADCAST");
            eve.next("CHAT_BROADCAST");
            JsonNode unproved = eve.say("bad").next("CHAT_BROADCAST");

            assertThat(shown.get("verified").asBoolean()).isTrue();
            assertThat(shown.get("user_id").asLong()).isEqualTo(viewer);
            assertThat(unproved.has("verified")).isFalse();
            long id = unproved.get("id").asLong();
            assertThat(site.as(owner, "DELETE", chat + "/messages/" + id, "").status())
                    .isEqualTo(204);
            assertThat(ann.next("MESSAGE_DELETED").get("id").asLong()).isEqualTo(id);
            try (ChatClient late = site.open(stream, "user_id=late&history=10")) {
                assertThat(late.next("HISTORY").get("messages"))
                        .singleElement()
                        .satisfies(
                                one -> {
                                    assertThat(one.get("content").asText()).isEqualTo("hello");
                                    assertThat(one.get("verified").asBoolean()).isTrue();
                                });
            }
        }
    }

    @Test
    void aBanClosesTheConnectionAndKeepsTheDoorShut() {
        try (ChatClient eve = site.open(stream, "user_id=eve")) {
            eve.next("JOINED");

            site.as(owner, "PUT", chat + "/bans/users/eve", "{}");

            assertThat(eve.next("ERROR").get("content").asText())
                    .isEqualTo("You are banned from this chat.");
            assertThat(eve.closeCode()).isEqualTo(1008);
            assertThatThrownBy(() -> site.open(stream, "user_id=eve"))
                    .hasStackTraceContaining("403");
        }
    }

    @Test
    void settingsAreToldAndRefusalsLeaveTheConnectionOpen() {
        try (ChatClient ann = site.open(stream, "user_id=ann");
                ChatClient host = site.open(stream, "ticket=" + site.ticket(owner, stream))) {
            ann.next("JOINED");
            site.as(owner, "PUT", chat + "/settings", "{\"enabled\":false}");
            assertThat(ann.next("CHAT_SETTINGS").get("enabled").asBoolean()).isFalse();

            assertThat(ann.say("hello?").next("ERROR").get("content").asText())
                    .isEqualTo("The chat is switched off.");
            host.say("one moment");

            assertThat(ann.next("CHAT_BROADCAST").get("content").asText()).isEqualTo("one moment");
            site.as(owner, "PUT", chat + "/settings", "{\"enabled\":true}");
            assertThat(ann.say("back").next("CHAT_BROADCAST").get("content").asText())
                    .isEqualTo("back");
        }
    }

    @Test
    void aDelayedMessageOfWhoIsBannedMeanwhileIsNeverShown() {
        site.as(owner, "PUT", chat + "/settings", "{\"delay_seconds\":1}");
        try (ChatClient eve = site.open(stream, "user_id=eve");
                ChatClient ann = site.open(stream, "user_id=ann")) {
            ann.next("JOINED");
            assertThat(eve.say("bad").next("CHAT_BROADCAST").get("content").asText())
                    .as("at once to its author")
                    .isEqualTo("bad");

            site.as(owner, "PUT", chat + "/bans/users/eve", "{}");
            ann.say("mine");

            ann.next("CHAT_BROADCAST");
            try (ChatClient late = site.open(stream, "user_id=late")) {
                late.next("JOINED");
                ann.say("second");
                assertThat(late.until("second"))
                        .extracting(frame -> frame.path("content").asText())
                        .contains("mine", "second")
                        .doesNotContain("bad");
            }
        }
    }

    @Test
    void theOwnersFiguresTellWhatWasSaid() {
        try (ChatClient ann = site.open(stream, "user_id=ann")) {
            ann.say("one").next("CHAT_BROADCAST");
            ann.say("two").next("CHAT_BROADCAST");
            site.bean(ChatLog.class).flush(SOON);

            JsonNode stats = site.as(owner, "GET", "/api/v1/live/" + stream + "/stats", "").json();

            assertThat(stats.get("messages").asLong()).isEqualTo(2);
            assertThat(stats.get("chatters").asLong()).isEqualTo(1);
        }
    }

    @Test
    void uptimeIsAnsweredInTheChat() {
        try (ChatClient ann = site.open(stream, "user_id=ann")) {
            ann.say("!uptime").next("CHAT_BROADCAST");

            JsonNode answer = ann.next("CHAT_BROADCAST");

            assertThat(answer.get("content").asText()).isEqualTo("Not on air");
            assertThat(answer.get("system").asBoolean()).isTrue();
        }
    }

    @Test
    void theChatGoesOnWithoutTheDatabaseAndIsWrittenDownLater() throws Exception {
        try (ChatClient ann = site.open(stream, "user_id=ann")) {
            ann.say("before").next("CHAT_BROADCAST");
            int port = database.port();
            database.close();
            try {
                ann.say("during");
                assertThat(ann.next("CHAT_BROADCAST").get("content").asText()).isEqualTo("during");
                try (ChatClient bob = site.open(stream, "user_id=bob")) {
                    assertThat(bob.next("JOINED").get("count").asInt()).isEqualTo(2);
                    bob.say("me too").next("CHAT_BROADCAST");
                }
                assertThat(site.as(0, "GET", chat + "/messages", "").status())
                        .as("as everywhere")
                        .isEqualTo(500);
                assertThatThrownBy(() -> site.open(new StreamId(77_777), "user_id=bob"))
                        .hasStackTraceContaining("503");
            } finally {
                database = TcpProxy.at(port, TestPostgres.port());
            }
            await().atMost(SOON)
                    .until(() -> site.as(0, "GET", chat + "/settings", "").status() == 200);
        }

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(
                                                site.database.queryForList(
                                                        "SELECT content FROM chat_messages WHERE"
                                                                + " stream_id = ? ORDER BY id",
                                                        String.class,
                                                        stream.value()))
                                        .containsExactly("before", "during", "me too"));
    }
}
