package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.SeraiProcess;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chat of a broadcast in the program as it is shipped, over a restart. */
class ChatIT {
    private static final String OWNER = "7";

    @Test
    void outlivesARestartWithoutAGapAndCountsItsPeopleAsViewers(@TempDir Path directory) {
        try (SeraiProcess serai = SeraiProcess.in(directory).start()) {
            JsonNode broadcast = create(serai);
            long stream = broadcast.get("id").asLong();
            serai.postJson(
                    "/api/v1/callbacks/on_publish",
                    "{\"action\":\"on_publish\",\"client_id\":\"c1\",\"app\":\"live\",\"stream\":\"%d\",\"param\":\"?token=%s\"}"
                            .formatted(stream, broadcast.get("stream_key").asText()));
            int port = serai.uri("/").getPort();
            long seen;
            long last;
            ChatClient writer = ChatClient.open(port, stream + "?user_id=1&username=Ann");
            try (writer;
                    ChatClient reader = ChatClient.open(port, stream + "?user_id=2")) {
                seen = id(writer.say("one"), "one");
                writer.say("two");
                last = id(writer.say("three"), "three");
                assertThat(reader.until("three")).isNotEmpty();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(15))
                        .untilAsserted(() -> assertThat(peak(serai, stream)).isEqualTo(2));
                assertThat(
                                SeraiProcess.json(
                                                serai.get("/api/v1/live/" + stream + "/viewers")
                                                        .body())
                                        .get("viewer_count")
                                        .asInt())
                        .isEqualTo(2);

                serai.terminate(Duration.ofSeconds(10));
                assertThat(writer.closeCode()).isEqualTo(1001);
            }

            serai.start();
            try (ChatClient back = ChatClient.open(port, stream + "?user_id=2&since=" + seen)) {
                JsonNode missed = back.next("HISTORY");
                assertThat(missed.get("messages").findValuesAsText("content"))
                        .isEqualTo(List.of("two", "three"));
                assertThat(missed.get("more").asBoolean()).isFalse();
                assertThat(id(back.say("four"), "four")).isGreaterThan(last);
            }
        }
    }

    private static long id(ChatClient client, String content) {
        return client.until(content).getLast().get("id").asLong();
    }

    private static JsonNode create(SeraiProcess serai) {
        HttpRequest request =
                HttpRequest.newBuilder(serai.uri("/api/v1/live/create"))
                        .header("X-User-ID", OWNER)
                        .POST(BodyPublishers.ofString("{\"title\":\"A concert\"}"))
                        .build();
        return SeraiProcess.json(serai.send(request).body());
    }

    private static int peak(SeraiProcess serai, long stream) {
        return SeraiProcess.json(
                        serai.get("/api/v1/live/" + stream + "/stats", "X-User-ID", OWNER).body())
                .path("peak_viewers")
                .asInt();
    }
}
