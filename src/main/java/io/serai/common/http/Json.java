package io.serai.common.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Writes answers as JSON. What is answered is a record whose components are the keys, in their
 * order; the same record describes the answer in {@code /openapi.json}. Thread-safe.
 */
public final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    /** An answer with a record, map or tree as its body. */
    public static Answer answer(int status, Object body) {
        return Answer.json(status, text(body));
    }

    /** The text of a record, map or tree. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    value.getClass().getSimpleName() + " can't be written as JSON", e);
        }
    }
}
