package io.serai.common.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.serai.common.ControlException.Invalid;
import io.serai.common.http.JsonBody.Malformed;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of a JSON object that a client sent. What is wrong is noted for {@link #check}, in
 * zod's words; no value stands in what is noted, because one may be a key. Unknown fields are
 * ignored. Not thread-safe.
 */
public final class JsonFields {
    private static final Set<String> WEB = Set.of("http", "https");
    private static final Set<Integer> LINE_BREAKS = Set.of((int) '\n', (int) '\r', (int) '\t');
    private static final int LONGEST_URL = 2048;

    private final JsonNode object;
    private final List<String> path;
    private final List<FieldIssue> issues;
    private final Function<List<FieldIssue>, ? extends RuntimeException> refusal;

    private JsonFields(
            JsonNode object,
            List<String> path,
            List<FieldIssue> issues,
            Function<List<FieldIssue>, ? extends RuntimeException> refusal) {
        this.object = object;
        this.path = path;
        this.issues = issues;
        this.refusal = refusal;
    }

    /**
     * The fields of the call's body.
     *
     * @param refusal how this surface says what is wrong with fields
     * @throws Invalid when the body is no JSON
     * @throws RuntimeException by the refusal, when it is no object
     */
    public static JsonFields of(
            HttpCall call, Function<List<FieldIssue>, ? extends RuntimeException> refusal) {
        return of(read(call), refusal);
    }

    /** The same; without a body there are no fields. */
    public static JsonFields ofOptional(
            HttpCall call, Function<List<FieldIssue>, ? extends RuntimeException> refusal) {
        return of(
                call.text().isBlank() ? JsonNodeFactory.instance.objectNode() : read(call),
                refusal);
    }

    /**
     * The same, where a surface tells what is wrong in one sentence.
     *
     * @param beginning of the sentence
     * @throws Invalid when the body is no JSON object
     */
    public static JsonFields toldInASentence(HttpCall call, String beginning) {
        try {
            return of(
                    JsonBody.read(call.body()),
                    issues -> new Invalid(beginning + ": " + sentence(issues.getFirst())));
        } catch (Malformed e) {
            throw new Invalid(beginning + ": It is not valid JSON");
        }
    }

    private static String sentence(FieldIssue issue) {
        return issue.path().isEmpty()
                ? issue.message()
                : String.join(".", issue.path()) + ": " + issue.message();
    }

    private static JsonFields of(
            JsonNode body, Function<List<FieldIssue>, ? extends RuntimeException> refusal) {
        JsonFields fields = new JsonFields(body, List.of(), new ArrayList<>(), refusal);
        if (!body.isObject()) {
            fields.wrongType(List.of(), "object", body);
            fields.check();
        }
        return fields;
    }

    private static JsonNode read(HttpCall call) {
        try {
            return JsonBody.read(call.body());
        } catch (Malformed e) {
            throw new Invalid("The request body is not valid JSON");
        }
    }

    /** Names of those that are there, of these. */
    public List<String> present(String... names) {
        return Stream.of(names).filter(object::has).toList();
    }

    /** Whether the field is absent, null, or a text of white space only. */
    public boolean blank(String name) {
        return given(name)
                .filter(value -> !value.isNull())
                .filter(value -> !value.isTextual() || !value.textValue().isBlank())
                .isEmpty();
    }

    /** Notes that each of these is missing, if it is. */
    public JsonFields require(String... names) {
        for (String name : names) {
            if (!object.has(name)) {
                issue("invalid_type", name, "Required");
            }
        }
        return this;
    }

    /** A text as it was sent; absent if the field is. */
    public Optional<String> text(String name) {
        return given(name, "string", JsonNode::isTextual).map(JsonNode::textValue);
    }

    /**
     * A text of one line without white space at its ends.
     *
     * @param least characters (code points), as {@code most}
     */
    public Optional<String> line(String name, int least, int most) {
        return bounded(name, least, most, point -> isPrintable(point));
    }

    /** The same, of any number of lines. */
    public Optional<String> lines(String name, int most) {
        return bounded(name, 0, most, point -> LINE_BREAKS.contains(point) || isPrintable(point));
    }

    /** An address of a page or picture, without a user in it. */
    public Optional<String> url(String name) {
        Optional<String> url = text(name).map(String::strip);
        if (url.filter(text -> !isUrl(text)).isPresent()) {
            issue("invalid_string", name, "Invalid url");
            return Optional.empty();
        }
        return url;
    }

    public Optional<Boolean> flag(String name) {
        return given(name, "boolean", JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    /** A positive whole number; one that is too large for an id counts as the largest. */
    public OptionalLong id(String name) {
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
        return OptionalLong.of(
                value.get().canConvertToLong() ? value.get().longValue() : Long.MAX_VALUE);
    }

    /** A whole number within bounds, both included. */
    public OptionalLong number(String name, long least, long most) {
        Optional<JsonNode> value = given(name, "number", JsonNode::isNumber);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode number = value.get();
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < least
                || number.longValue() > most) {
            issue("custom", name, "Expected a whole number from %d to %d".formatted(least, most));
            return OptionalLong.empty();
        }
        return OptionalLong.of(number.longValue());
    }

    /** One of these words. */
    public Optional<String> choice(String name, Collection<String> words) {
        Optional<String> word = text(name);
        if (word.filter(text -> !words.contains(text)).isPresent()) {
            String known =
                    words.stream().map(each -> "'" + each + "'").collect(Collectors.joining(" | "));
            issue("invalid_enum_value", name, "Invalid enum value. Expected " + known);
            return Optional.empty();
        }
        return word;
    }

    /**
     * A text that something else reads.
     *
     * @param reader throws {@link Invalid} with what is wrong
     */
    public <T> Optional<T> read(String name, Function<String, T> reader) {
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

    /** The fields of an object in this one; none if it is absent. */
    public JsonFields inner(String name) {
        JsonNode inner =
                given(name, "object", JsonNode::isObject)
                        .orElse(JsonNodeFactory.instance.objectNode());
        return new JsonFields(inner, pathTo(name), issues, refusal);
    }

    /** Notes something that is wrong with a field. */
    public void issue(String code, String name, String message) {
        issues.add(new FieldIssue(code, pathTo(name), message));
    }

    /**
     * @throws RuntimeException by the refusal, with everything that is wrong
     */
    public void check() {
        if (!issues.isEmpty()) {
            throw refusal.apply(List.copyOf(issues));
        }
    }

    private Optional<String> bounded(
            String name, int least, int most, Predicate<Integer> mayStand) {
        Optional<String> text = text(name).map(String::strip);
        if (text.isEmpty()) {
            return text;
        }
        int length = text.get().codePointCount(0, text.get().length());
        if (length < least) {
            issue("too_small", name, "String must contain at least " + least + " character(s)");
        } else if (length > most) {
            issue("too_big", name, "String must contain at most " + most + " character(s)");
        } else if (!text.get().codePoints().boxed().allMatch(mayStand)) {
            issue("invalid_string", name, "String must not contain control characters");
        } else {
            return text;
        }
        return Optional.empty();
    }

    private Optional<JsonNode> given(String name, String type, Predicate<JsonNode> right) {
        Optional<JsonNode> value = given(name);
        if (value.filter(right.negate()).isPresent()) {
            wrongType(pathTo(name), type, value.get());
            return Optional.empty();
        }
        return value;
    }

    private Optional<JsonNode> given(String name) {
        return Optional.ofNullable(object.get(name));
    }

    private void wrongType(List<String> where, String expected, JsonNode value) {
        String received =
                value.isMissingNode()
                        ? "nothing"
                        : value.getNodeType().name().toLowerCase(Locale.ROOT);
        issues.add(new FieldIssue("invalid_type", where, expected(expected, received)));
    }

    private List<String> pathTo(String name) {
        return Stream.concat(path.stream(), Stream.of(name)).toList();
    }

    private static String expected(String type, String received) {
        return "Expected %s, received %s".formatted(type, received);
    }

    /** PostgreSQL takes no NUL, and a half character can't be sent to anybody. */
    private static boolean isPrintable(int point) {
        return !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return text.length() <= LONGEST_URL
                    && url.getScheme() != null
                    && WEB.contains(url.getScheme().toLowerCase(Locale.ROOT))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
