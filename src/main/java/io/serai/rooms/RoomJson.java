package io.serai.rooms;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.http.Answer;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The JSON of PixelCast's clients; keys in the order that they know. */
final class RoomJson {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** As JavaScript's {@code toISOString}: always three decimals. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final int LONGEST_DETAILS = 200;

    private RoomJson() {}

    /** The body could not be read as a JSON object. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String details) {
            super(
                    details.length() > LONGEST_DETAILS
                            ? details.substring(0, LONGEST_DETAILS)
                            : details);
        }

        String details() {
            return String.valueOf(getMessage());
        }
    }

    static JsonNode object(byte[] body) throws Malformed {
        JsonNode node;
        try {
            node = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Malformed(
                    Optional.ofNullable(e.getLocation())
                            .map(RoomJson::place)
                            .orElse("It is nested too deeply or has too long a text"));
        } catch (IOException e) {
            throw new Malformed("Not UTF-8");
        }
        if (node.isMissingNode()) {
            throw new Malformed("The body is empty");
        }
        if (!node.isObject()) {
            throw new Malformed("The body is not a JSON object");
        }
        return node;
    }

    private static String place(JsonLocation location) {
        return "It is damaged at line %d, column %d"
                .formatted(location.getLineNr(), location.getColumnNr());
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The six fields of a room that a creation and a validation show. */
    static ObjectNode room(Room room, String frontendBaseUrl) {
        return object().put("id", room.id().toString())
                .put("name", room.name())
                .put("streamKey", room.key().value())
                .put("type", room.type().text())
                .put("roomUrl", frontendBaseUrl + room.path())
                .put("createdAt", time(room.createdAt()));
    }

    /** The seven fields that lists and look-ups show. */
    static ObjectNode listedRoom(Room room, String frontendBaseUrl) {
        return room(room, frontendBaseUrl).put("discordWebhookSent", room.announced());
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static Answer answer(int status, JsonNode body) {
        try {
            return Answer.json(status, JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Answer error(int status, String text) {
        return answer(status, object().put("error", text));
    }
}
