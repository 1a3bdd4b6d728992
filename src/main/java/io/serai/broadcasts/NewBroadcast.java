package io.serai.broadcasts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.ControlException.Invalid;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody wants to broadcast. */
record NewBroadcast(String title, Optional<String> description) {
    static final int LONGEST_TITLE = 255;
    static final int LONGEST_DESCRIPTION = 1000;

    private static final JsonMapper JSON = new JsonMapper();

    /** What {@code /openapi.json} says of the body. */
    record Wanted(String title, @Nullable String description) {}

    /**
     * @throws Invalid when the body is no JSON object, or a text is missing or too long
     */
    static NewBroadcast read(byte[] body) {
        JsonNode json = parse(body);
        String title =
                text(json, "title", LONGEST_TITLE).orElseThrow(() -> bad("title is missing"));
        return new NewBroadcast(title, text(json, "description", LONGEST_DESCRIPTION));
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (!json.isObject()) {
                throw bad("it is not a JSON object");
            }
            return json;
        } catch (IOException quotesTheBody) {
            throw bad("it is not JSON");
        }
    }

    private static Optional<String> text(JsonNode json, String field, int longest) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw bad(field + " is not text");
        }
        String text = value.textValue();
        if (text.codePointCount(0, text.length()) > longest) {
            throw bad(field + " has more than " + longest + " characters");
        }
        if (text.indexOf('\0') >= 0) {
            throw bad(field + " holds a NUL");
        }
        return Optional.of(text).filter(given -> !given.isBlank());
    }

    private static Invalid bad(String reason) {
        return new Invalid("Invalid request body: " + reason);
    }
}
