package io.serai.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.serai.common.ControlException.Invalid;
import io.serai.common.http.FieldIssue;
import io.serai.common.http.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of a JSON object that a client sent. What is wrong is noted for {@link #check}, in
 * zod's form; unknown fields are ignored. Not thread-safe.
 */
final class Fields {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Set<Integer> LINE_BREAKS = Set.of((int) '\n', (int) '\r', (int) '\t');
    private static final int LONGEST_URL = 2048;
    private static final int LONGEST_ECHO = 40;

    private final JsonNode object;
    private final List<String> path;
    private final List<FieldIssue> issues;

    private Fields(JsonNode object, List<String> path, List<FieldIssue> issues) {
        this.object = object;
        this.path = path;
        this.issues = issues;
    }

    /**
     * The fields of the call's body; without a body there are none.
     *
     * @throws Invalid when it is no JSON
     * @throws Refused when it is no object
     */
    static Fields of(HttpCall call) {
        JsonNode body = JsonNodeFactory.instance.objectNode();
        if (!call.text().isBlank()) {
            try {
                body = JSON.readTree(call.body());
            } catch (JsonProcessingException e) {
                throw new Invalid("The request body is not valid JSON", e);
            } catch (IOException e) {
                throw new Invalid("The request body is not UTF-8", e);
            }
        }
        Fields fields = new Fields(body, List.of(), new ArrayList<>());
        if (!body.isObject()) {
            fields.wrongType(List.of(), "object", body);
            fields.check();
        }
        return fields;
    }

    /** A text without white space at its ends, of one line; absent if the field is. */
    Optional<String> line(String name, int least, int most) {
        return text(name, least, most, false);
    }

    /** The same, of any number of lines. */
    Optional<String> lines(String name, int most) {
        return text(name, 0, most, true);
    }

    /** An address that a browser may load a picture from. */
    Optional<String> url(String name) {
        Optional<String> url =
                present(name)
                        .filter(value -> is(name, "string", value, value.isTextual()))
                        .map(value -> value.textValue().strip());
        if (url.filter(text -> !isUrl(text)).isPresent()) {
            issue("invalid_string", name, "Invalid url");
            return Optional.empty();
        }
        return url;
    }

    Optional<Boolean> flag(String name) {
        return present(name)
                .filter(value -> is(name, "boolean", value, value.isBoolean()))
                .map(JsonNode::booleanValue);
    }

    /** One of these words. */
    Optional<String> choice(String name, List<String> words) {
        Optional<String> word =
                present(name)
                        .filter(value -> is(name, "string", value, value.isTextual()))
                        .map(JsonNode::textValue);
        if (word.filter(text -> !words.contains(text)).isPresent()) {
            issue(
                    "invalid_enum_value",
                    name,
                    "Invalid enum value. Expected %s, received '%s'"
                            .formatted(
                                    words.stream()
                                            .map(each -> "'" + each + "'")
                                            .collect(Collectors.joining(" | ")),
                                    shortened(word.orElseThrow())));
            return Optional.empty();
        }
        return word;
    }

    /** The fields of an object in this one; none if it is absent. */
    Fields inner(String name) {
        JsonNode inner =
                present(name)
                        .filter(value -> is(name, "object", value, value.isObject()))
                        .orElse(JsonNodeFactory.instance.objectNode());
        return new Fields(inner, pathTo(name), issues);
    }

    /** Whether the field is absent, null, or a text of white space only. */
    boolean blank(String name) {
        return present(name)
                .filter(value -> !value.isNull())
                .filter(value -> !value.isTextual() || !value.textValue().isBlank())
                .isEmpty();
    }

    /**
     * @throws Refused with everything that is wrong
     */
    void check() {
        if (!issues.isEmpty()) {
            throw Refused.invalid(issues);
        }
    }

    private Optional<String> text(String name, int least, int most, boolean lines) {
        Optional<String> text =
                present(name)
                        .filter(value -> is(name, "string", value, value.isTextual()))
                        .map(value -> value.textValue().strip());
        if (text.isEmpty()) {
            return text;
        }
        int length = text.get().codePointCount(0, text.get().length());
        if (length < least) {
            issue("too_small", name, "String must contain at least " + least + " character(s)");
        } else if (length > most) {
            issue("too_big", name, "String must contain at most " + most + " character(s)");
        } else if (!isPrintable(text.get(), lines)) {
            issue("invalid_string", name, "String must not contain control characters");
        } else {
            return text;
        }
        return Optional.empty();
    }

    private Optional<JsonNode> present(String name) {
        return Optional.ofNullable(object.get(name));
    }

    private boolean is(String name, String expected, JsonNode value, boolean right) {
        if (!right) {
            wrongType(pathTo(name), expected, value);
        }
        return right;
    }

    private void wrongType(List<String> where, String expected, JsonNode value) {
        String received = value.getNodeType().name().toLowerCase(Locale.ROOT);
        issues.add(
                new FieldIssue(
                        "invalid_type",
                        where,
                        "Expected %s, received %s".formatted(expected, received)));
    }

    private void issue(String code, String name, String message) {
        issues.add(new FieldIssue(code, pathTo(name), message));
    }

    private List<String> pathTo(String name) {
        return Stream.concat(path.stream(), Stream.of(name)).toList();
    }

    /** PostgreSQL takes no NUL, and a half character can't be sent to anybody. */
    private static boolean isPrintable(String text, boolean lines) {
        return text.codePoints()
                .allMatch(
                        point ->
                                lines && LINE_BREAKS.contains(point)
                                        || !Character.isISOControl(point)
                                                && Character.getType(point) != Character.SURROGATE);
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return text.length() <= LONGEST_URL
                    && url.getScheme() != null
                    && SCHEMES.contains(url.getScheme().toLowerCase(Locale.ROOT))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String shortened(String text) {
        if (!isPrintable(text, false)) {
            return "?";
        }
        return text.length() <= LONGEST_ECHO ? text : text.substring(0, LONGEST_ECHO) + "...";
    }
}
