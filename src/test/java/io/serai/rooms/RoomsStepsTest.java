package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.http.Answer;
import io.serai.common.http.Json;
import io.serai.events.NewEvent;
import io.serai.notify.DiscordMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomsStepsTest {
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final RoomsBench bench = new RoomsBench(Duration.ZERO, 3);

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"type":"rtmp"}              | rtmp   | RTMP
                    {"type":"webrtc","extra":[1]} | webrtc | WEBRTC
                    {}                           | rtmp   | RTMP
                    """)
    void makesARoomOfTheTypeAskedFor(String body, String type, String word) {
        Answer answer = bench.steps.create(RoomsBench.post(body));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
        JsonNode room = json(answer).get("room");
        String key = room.get("streamKey").textValue();
        assertThat(key).matches(UUID);
        assertThat(room.get("id").textValue()).matches(UUID).isNotEqualTo(key);
        assertThat(text(answer))
                .isEqualTo(
                        """
                        {"success":true,"room":{"id":"%s","name":"%s Room %s","streamKey":"%s",\
                        "type":"%s","roomUrl":"http://front.example/room/%s",\
                        "createdAt":"2026-03-01T12:00:00.123Z"}}\
                        """
                                .formatted(
                                        room.get("id").textValue(),
                                        word,
                                        key.substring(0, 8),
                                        key,
                                        type,
                                        key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":null}",
                "{\"type\":\"RTMP\"}",
                "{\"type\":\"\"}",
                "{\"type\":1}",
                "{\"type\":[\"rtmp\"]}",
                "{\"type\":\"rtmp \"}"
            })
    void refusesAnyOtherType(String body) {
        assertThatThrownBy(() -> bench.steps.create(RoomsBench.post(body)))
                .isInstanceOf(Invalid.class)
                .hasMessage("Room type must be 'rtmp' or 'webrtc'");
        assertThat(bench.count("rooms")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "\"rtmp\"",
                "{} {}",
                "{\"type\":\"rtmp\"",
                "{'a':1}",
                "{\"a\":\"\u00ff\"}",
                "\u0000"
            })
    void answers400ToWhatIsNoJsonObject(String body) {
        Answer answer = bench.steps.create(RoomsBench.post(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).get("error").textValue()).isNotBlank();
        assertThat(json(answer).get("details").textValue()).isNotBlank().hasSizeLessThan(201);
        assertThat(bench.count("rooms")).isZero();
    }

    @Test
    void answers400ToADeepNest() {
        assertThat(bench.steps.create(RoomsBench.post("[".repeat(60_000))).status()).isEqualTo(400);
    }

    @Test
    void writesRoomStreamKeysAndEventTogether() {
        Room rtmp = bench.create(RoomType.RTMP);
        Room webrtc = bench.create(RoomType.WEBRTC);

        assertThat(
                        bench.jdbc.queryForList(
                                "SELECT concat_ws(' ', s.surface, s.title, s.many_publications,"
                                        + " k.kind, k.value) FROM streams s JOIN publish_keys k ON"
                                        + " k.stream_id = s.id ORDER BY s.id, k.kind DESC",
                                String.class))
                .containsExactly(
                        "pixelcast " + rtmp.name() + " f name " + rtmp.key().value(),
                        "pixelcast " + webrtc.name() + " t name " + webrtc.key().value(),
                        "pixelcast " + webrtc.name() + " t app " + webrtc.key().value());
        assertThat(bench.events)
                .extracting(NewEvent::type, NewEvent::stream, NewEvent::detail)
                .first()
                .satisfies(
                        first ->
                                assertThat(first.toList())
                                        .containsExactly(
                                                "room.created",
                                                rtmp.stream(),
                                                Map.of(
                                                        "room", rtmp.id().toString(),
                                                        "type", "rtmp",
                                                        "name", rtmp.name())));
        assertThat(bench.events.toString())
                .doesNotContain(rtmp.key().value(), webrtc.key().value());
        assertThat(bench.written()).containsExactly("room.created", "room.created");
    }

    @Test
    void writesNothingWhenAPartFails() {
        bench.jdbc.execute("ALTER TABLE stream_events ADD CHECK (type <> 'room.created')");

        assertThatThrownBy(() -> bench.create(RoomType.RTMP)).isNotNull();

        assertThat(bench.count("rooms") + bench.count("streams") + bench.count("publish_keys"))
                .isZero();
    }

    @Test
    void listsTheNewestRoomsFirstAndNotMoreThanTheBound() {
        assertThat(text(bench.steps.list())).isEqualTo("{\"success\":true,\"rooms\":[]}");
        Room first = bench.create(RoomType.RTMP);
        Room second = bench.create(RoomType.RTMP);
        bench.pass(Duration.ofSeconds(1));
        Room third = bench.create(RoomType.WEBRTC);

        assertThat(text(bench.steps.list()))
                .isEqualTo(
                        "{\"success\":true,\"rooms\":["
                                + listed(third)
                                + ","
                                + listed(second)
                                + ","
                                + listed(first)
                                + "]}");

        Room fourth = bench.create(RoomType.RTMP);
        assertThat(json(bench.steps.list()).get("rooms").findValuesAsText("id"))
                .containsExactly(
                        fourth.id().toString(), third.id().toString(), second.id().toString());
    }

    @Test
    void findsARoomByItsExactKey() {
        Room room = bench.create(RoomType.RTMP);
        String key = room.key().value();

        assertThat(text(byKey(key))).isEqualTo("{\"success\":true,\"room\":" + listed(room) + "}");
        for (String other :
                new String[] {
                    key.toUpperCase(Locale.ROOT) + "x",
                    key + " ",
                    key.substring(1),
                    "%",
                    "\u0000",
                    "k".repeat(60_000)
                }) {
            assertThatThrownBy(() -> byKey(other))
                    .isInstanceOf(NotFound.class)
                    .hasMessage("Room not found");
        }
    }

    @Test
    void wantsAKeyAndARoomUrl() {
        for (Map<String, String> query :
                List.of(Map.<String, String>of(), Map.of("streamKey", "", "roomUrl", ""))) {
            assertThatThrownBy(() -> bench.steps.byStreamKey(RoomsBench.get(query)))
                    .isInstanceOf(Invalid.class)
                    .hasMessage("Stream key is required");
            assertThatThrownBy(() -> bench.steps.validate(RoomsBench.get(query)))
                    .isInstanceOf(Invalid.class)
                    .hasMessage("Room URL is required");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/room/KEY",
                "http://localhost:3000/room/KEY",
                "https://other.example/room/KEY?x=1#y",
                "HTTPS://other.example/room/KEY",
            })
    void validatesThePageOfARoom(String url) {
        Room room = bench.create(RoomType.WEBRTC);

        Answer answer = validate(url.replace("KEY", room.key().value()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer))
                .isEqualTo(
                        "{\"success\":true,\"exists\":true,\"room\":"
                                + listed(room).replace(",\"discordWebhookSent\":false", "")
                                + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/room/",
                "/room/unknown",
                "/rtmp/KEY",
                "room/KEY",
                "KEY",
                "/room/KEY/more",
                "http://h",
                "http://room/KEY",
                "ftp://h/room/KEY",
                "https://h/x/room/KEY",
                "/room/\u0000"
            })
    void knowsNoRoomOfAnotherPage(String url) {
        Room room = bench.create(RoomType.RTMP);

        assertThat(text(validate(url.replace("KEY", room.key().value()))))
                .isEqualTo("{\"success\":false,\"exists\":false,\"error\":\"Room not found\"}");
        assertThat(validate("/room/" + "x".repeat(60_000)).status()).isEqualTo(404);
    }

    @Test
    void tellsAPageWhenTheDatabaseIsBroken() {
        bench.jdbc.execute("ALTER TABLE rooms RENAME TO gone");

        Answer answer = validate("/room/unknown");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(text(answer))
                .isEqualTo(
                        "{\"success\":false,\"exists\":false,\"error\":\"Internal server error\","
                                + "\"details\":\"The database does not answer\"}");
    }

    @Test
    void announcesOnceUnlessAnOperatorWantsItAgain() {
        Room room = bench.create(RoomType.RTMP);
        assertThat(bench.steps.announcement(RoomsBench.created(room, false)).embeds()).hasSize(1);

        bench.steps.announced(RoomsBench.created(room, false));

        assertThat(text(byKey(room.key().value()))).contains("\"discordWebhookSent\":true");
        assertThat(bench.steps.announcement(RoomsBench.created(room, false)))
                .isEqualTo(DiscordMessage.NONE);
        assertThat(bench.steps.announcement(RoomsBench.created(room, true)).embeds()).hasSize(1);
    }

    @Test
    void announcesNoRoomThatIsGone() {
        Room room = bench.create(RoomType.RTMP);
        bench.goOffAir(room.stream());

        assertThat(bench.steps.announcement(RoomsBench.created(room, false)))
                .isEqualTo(DiscordMessage.NONE);
        bench.steps.announced(RoomsBench.created(room, false));
    }

    private Answer byKey(String key) {
        return bench.steps.byStreamKey(RoomsBench.get(Map.of("streamKey", key)));
    }

    private Answer validate(String url) {
        return bench.steps.validate(RoomsBench.get(Map.of("roomUrl", url)));
    }

    private static String listed(Room room) {
        return """
        {"id":"%s","name":"%s","streamKey":"%s","type":"%s",\
        "roomUrl":"http://front.example/room/%s","createdAt":"%s","discordWebhookSent":false}\
        """
                .formatted(
                        room.id(),
                        room.name(),
                        room.key().value(),
                        room.type().text(),
                        room.key().value(),
                        Json.time(room.createdAt()));
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(Answer answer) {
        try {
            return new JsonMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
