package io.serai.common.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/** Reads a body that has to be one JSON value and nothing else. */
public final class JsonBody {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private JsonBody() {}

    /** The body is no JSON. What it says quotes nothing of it, because keys may stand in it. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private Malformed(String details) {
            super(details);
        }

        /** What is wrong and where, as a sentence for whoever sent it. */
        public String details() {
            return String.valueOf(getMessage());
        }
    }

    /** The value; a missing node if the body is empty. */
    public static JsonNode read(byte[] body) throws Malformed {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Malformed(
                    Optional.ofNullable(e.getLocation())
                            .map(JsonBody::place)
                            .orElse("It is nested too deeply or has too long a text"));
        } catch (IOException e) {
            throw new Malformed("Not UTF-8");
        }
    }

    /** The value, which is an object. */
    public static JsonNode object(byte[] body) throws Malformed {
        JsonNode value = read(body);
        if (value.isMissingNode()) {
            throw new Malformed("The body is empty");
        }
        if (!value.isObject()) {
            throw new Malformed("The body is not a JSON object");
        }
        return value;
    }

    private static String place(JsonLocation location) {
        return "It is damaged at line %d, column %d"
                .formatted(location.getLineNr(), location.getColumnNr());
    }
}
