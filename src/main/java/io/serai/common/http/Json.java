package io.serai.common.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes answers as JSON. What is answered is a record whose components are the keys, in their
 * order; the same record describes the answer in {@code /openapi.json}. Thread-safe.
 */
public final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

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

    /** A moment as JavaScript's {@code toISOString} writes it: UTC, always three decimals. */
    public static String time(Instant at) {
        return TIME.format(at);
    }
}
