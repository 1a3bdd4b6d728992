package io.serai.destinations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.ControlException.Invalid;
import io.serai.common.http.FieldIssue;
import io.serai.common.http.HttpCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of a JSON object that a client sent. What is wrong is noted for {@link #check};
 * unknown fields are ignored. No value stands in what is noted, because one may be a key. Not
 * thread-safe.
 */
final class Fields {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final JsonNode object;
    private final List<FieldIssue> issues = new ArrayList<>();

    private Fields(JsonNode object) {
        this.object = object;
    }

    /**
     * @throws Invalid when the body is no JSON
     * @throws Rejected when it is no object
     */
    static Fields of(HttpCall call) {
        JsonNode body;
        try {
            body = JSON.readTree(call.body());
        } catch (JsonProcessingException e) {
            // Its own text would quote what was sent.
            throw new Invalid("The request body is not valid JSON");
        } catch (IOException e) {
            throw new Invalid("The request body is not UTF-8");
        }
        if (!body.isObject()) {
            String what = body.isMissingNode() ? "nothing" : typeOf(body);
            throw Rejected.because(
                    List.of(new FieldIssue("invalid_type", List.of(), expected("object", what))));
        }
        return new Fields(body);
    }

    /** Names of those that are there, of these. */
    List<String> present(String... names) {
        return List.of(names).stream().filter(object::has).toList();
    }

    /** A positive whole number. */
    OptionalLong id(String name) {
        Optional<JsonNode> value = given(name, "number", JsonNode::isNumber);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!value.get().isIntegralNumber()) {
            issue("invalid_type", name, expected("integer", "float"));
            return OptionalLong.empty();
        }
        if (value.get().bigIntegerValue().signum() <= 0) {
            issue("too_small", name, "Number must be greater than 0");
            return OptionalLong.empty();
        }
        // No stream has a larger id: whoever asks for it asks for one that there is not.
        return OptionalLong.of(
                value.get().canConvertToLong() ? value.get().longValue() : Long.MAX_VALUE);
    }

    Optional<Boolean> flag(String name) {
        return given(name, "boolean", JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    /** One of these words. */
    Optional<String> choice(String name, Collection<String> words) {
        Optional<String> word = text(name);
        if (word.filter(text -> !words.contains(text)).isPresent()) {
            String known =
                    words.stream().map(each -> "'" + each + "'").collect(Collectors.joining(" | "));
            issue("invalid_enum_value", name, "Invalid enum value. Expected " + known);
            return Optional.empty();
        }
        return word;
    }

    /** A text of one line without white space at its ends. */
    Optional<String> line(String name, int most) {
        Optional<String> line = text(name).map(String::strip);
        if (line.isEmpty()) {
            return line;
        }
        if (line.get().codePointCount(0, line.get().length()) > most) {
            issue("too_big", name, "String must contain at most " + most + " character(s)");
            return Optional.empty();
        }
        if (!line.get().codePoints().allMatch(Fields::isPrintable)) {
            issue("invalid_string", name, "String must not contain control characters");
            return Optional.empty();
        }
        return line;
    }

    /**
     * A text that something else reads.
     *
     * @param reader throws {@link Invalid} with what is wrong
     */
    <T> Optional<T> read(String name, Function<String, T> reader) {
        Optional<String> text = text(name);
        if (text.filter(String::isEmpty).isPresent()) {
            issue("too_small", name, "String must contain at least 1 character(s)");
            return Optional.empty();
        }
        try {
            return text.map(reader);
        } catch (Invalid e) {
            issue("custom", name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Notes that each of these is missing, if it is. */
    Fields require(String... names) {
        for (String name : names) {
            if (!object.has(name)) {
                issue("invalid_type", name, "Required");
            }
        }
        return this;
    }

    /** Notes something that is wrong with a field. */
    void issue(String code, String name, String message) {
        issues.add(new FieldIssue(code, List.of(name), message));
    }

    /**
     * @throws Rejected with everything that is wrong
     */
    void check() {
        if (!issues.isEmpty()) {
            throw Rejected.because(issues);
        }
    }

    private Optional<String> text(String name) {
        return given(name, "string", JsonNode::isTextual).map(JsonNode::textValue);
    }

    private Optional<JsonNode> given(String name, String type, Function<JsonNode, Boolean> right) {
        Optional<JsonNode> value = Optional.ofNullable(object.get(name));
        if (value.filter(one -> !right.apply(one)).isPresent()) {
            issue("invalid_type", name, expected(type, typeOf(value.get())));
            return Optional.empty();
        }
        return value;
    }

    private static String expected(String type, String received) {
        return "Expected %s, received %s".formatted(type, received);
    }

    private static String typeOf(JsonNode value) {
        return value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /** PostgreSQL takes no NUL, and a half character can't be sent to anybody. */
    private static boolean isPrintable(int point) {
        return !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
    }
}
