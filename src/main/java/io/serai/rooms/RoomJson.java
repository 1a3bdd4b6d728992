package io.serai.rooms;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/** How PixelCast's clients write JSON: what they send, and their form of a time. */
final class RoomJson {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

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
}
