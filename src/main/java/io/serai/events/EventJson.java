package io.serai.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** How an event's detail is kept: as JSON that PostgreSQL accepts. */
final class EventJson {
    private static final ObjectMapper JSON = JsonMapper.builder().findAndAddModules().build();
    private static final TypeReference<Map<String, Object>> DETAIL = new TypeReference<>() {};

    private EventJson() {}

    static String encode(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not encodable as JSON", e);
        }
    }

    /** The detail without what jsonb refuses: NUL and halves of surrogate pairs. */
    static String encodeDetail(Map<String, Object> detail) {
        return encode(storable(detail));
    }

    static Map<String, Object> decodeDetail(String json) {
        try {
            return JSON.readValue(json, DETAIL);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event's detail is damaged", e);
        }
    }

    /** Text that PostgreSQL can hold. */
    static String storable(String text) {
        if (text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static Object storable(Object value) {
        return switch (value) {
            case String text -> storable(text);
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach(
                        (k, v) -> copy.put(storable(k.toString()), v == null ? null : storable(v)));
                yield copy;
            }
            case Collection<?> all ->
                    all.stream().map(each -> each == null ? null : storable(each)).toList();
            default -> value;
        };
    }
}
