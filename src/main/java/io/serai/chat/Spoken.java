package io.serai.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/** Finds what a client wants to say in what it sends; anything else is ignored. */
final class Spoken {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final int REPLACEMENT = 0xFFFD;

    private Spoken() {}

    /** The content of a CHAT that has one. */
    static Optional<String> in(String text) {
        try {
            JsonNode said = MAPPER.readTree(text);
            return "CHAT".equals(said.path("type").textValue())
                    ? Optional.ofNullable(said.path("content").textValue())
                            .map(Spoken::storable)
                            .filter(content -> !content.isBlank())
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** JSON can escape what is no text: PostgreSQL takes no NUL, and UTF-8 no half characters. */
    private static String storable(String content) {
        int[] points =
                content.codePoints()
                        .filter(point -> point != 0)
                        .map(point -> isHalf(point) ? REPLACEMENT : point)
                        .toArray();
        return new String(points, 0, points.length);
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
