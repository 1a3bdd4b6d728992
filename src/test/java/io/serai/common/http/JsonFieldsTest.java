package io.serai.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.common.ControlException.Invalid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

    @Test
    void readsWhatIsThereAndIgnoresTheRest() {
        JsonFields fields =
                of(
                        """
                        {"title":" Hello ","more":{"deep":[1]},"text":"a\\nb","flag":false,
                         "word":"WHIP","url":"https://a.example/b.png","inner":{"flag":true}}
                        """);

        assertThat(fields.line("title", 1, 5)).contains("Hello");
        assertThat(fields.lines("text", 3)).contains("a\nb");
        assertThat(fields.flag("flag")).contains(false);
        assertThat(fields.choice("word", List.of("RTMP", "WHIP"))).contains("WHIP");
        assertThat(fields.url("url")).contains("https://a.example/b.png");
        assertThat(fields.inner("inner").flag("flag")).contains(true);
        assertThat(fields.line("absent", 1, 5)).isEmpty();
        assertThat(fields.inner("absent").flag("flag")).isEmpty();
        fields.check();
    }

    @Test
    void takesNoBodyForAnEmptyObject() {
        JsonFields fields = of(" ");

        assertThat(fields.blank("title")).isTrue();
        fields.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":1} x", "nonsense", "{\"a\":\u0000}"})
    void refusesWhatIsNoJson(String body) {
        assertThatThrownBy(() -> of(body))
                .isInstanceOf(Invalid.class)
                .hasMessage("The request body is not valid JSON");
    }

    @Test
    void refusesADeepNest() {
        assertThatThrownBy(() -> of("[".repeat(60_000))).isInstanceOf(Invalid.class);
    }

    @Test
    void refusesJsonThatIsNoObject() {
        assertThat(issuesOf(() -> of("[]")))
                .containsExactly(
                        new FieldIssue(
                                "invalid_type", List.of(), "Expected object, received array"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    5           | invalid_type   | Expected string, received number
                    null        | invalid_type   | Expected string, received null
                    " "         | too_small      | String must contain at least 1 character(s)
                    "abcdef"    | too_big        | String must contain at most 5 character(s)
                    "a\\u0000b" | invalid_string | String must not contain control characters
                    "a\\nb"     | invalid_string | String must not contain control characters
                    "a\\ud83d"  | invalid_string | String must not contain control characters
                    """)
    void tellsWhatIsWrongWithALine(String value, String code, String message) {
        JsonFields fields = of("{\"title\":" + value + "}");

        assertThat(fields.line("title", 1, 5)).isEmpty();

        assertThat(issuesOf(fields::check))
                .containsExactly(new FieldIssue(code, List.of("title"), message));
    }

    @Test
    void countsCharactersAsPeopleDo() {
        assertThat(of("{\"title\":\"\ud83d\ude00\ud83d\ude00\"}").line("title", 1, 2)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "picture.png",
                "//a.example/b.png",
                "ftp://a.example/b.png",
                "javascript:alert(1)",
                "https://",
                "https://user:word@a.example/b.png",
                "https://a.example/b c.png"
            })
    void takesOnlyAddressesOfPictures(String url) {
        JsonFields fields = of("{\"url\":\"" + url + "\"}");

        assertThat(fields.url("url")).isEmpty();
        assertThat(issuesOf(fields::check))
                .containsExactly(new FieldIssue("invalid_string", List.of("url"), "Invalid url"));
    }

    @Test
    void takesNoEndlessAddress() {
        JsonFields fields = of("{\"url\":\"https://a.example/" + "b".repeat(2048) + "\"}");

        assertThat(fields.url("url")).isEmpty();
    }

    @Test
    void namesTheWordsOfAChoiceAndNotWhatWasSent() {
        JsonFields fields = of("{\"type\":\"a-key\"}");

        assertThat(fields.choice("type", List.of("RTMP", "WHIP"))).isEmpty();

        assertThat(issuesOf(fields::check))
                .containsExactly(
                        new FieldIssue(
                                "invalid_enum_value",
                                List.of("type"),
                                "Invalid enum value. Expected 'RTMP' | 'WHIP'"));
    }

    @Test
    void tellsEverythingAtOnceAndWhereItIs() {
        JsonFields fields = of("{\"chat\":{\"on\":\"yes\"},\"title\":1}");
        fields.line("title", 1, 5);
        fields.inner("chat").flag("on");

        assertThat(issuesOf(fields::check))
                .extracting(FieldIssue::path)
                .containsExactly(List.of("title"), List.of("chat", "on"));
    }

    @ParameterizedTest
    @CsvSource({"{}, true", "{'t':null}, true", "{'t':' '}, true", "{'t':1}, false"})
    void knowsABlankField(String body, boolean blank) {
        assertThat(of(body.replace('\'', '"')).blank("t")).isEqualTo(blank);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "99999999999999999999, 9223372036854775807",
        "0, ",
        "-1, ",
        "1.5, ",
        "'\"7\"', "
    })
    void readsAnId(String value, Long id) {
        JsonFields fields = of("{\"id\":" + value + "}");

        assertThat(fields.id("id"))
                .isEqualTo(id == null ? OptionalLong.empty() : OptionalLong.of(id));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "9, 9", "0, ", "10, ", "1.5, ", "99999999999999999999, "})
    void readsANumberWithinBounds(String value, Long number) {
        JsonFields fields = of("{\"n\":" + value + "}");

        assertThat(fields.number("n", 1, 9))
                .isEqualTo(number == null ? OptionalLong.empty() : OptionalLong.of(number));
        if (number == null) {
            assertThat(issuesOf(fields::check))
                    .extracting(FieldIssue::message)
                    .containsExactly("Expected a whole number from 1 to 9");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | Bad: It is not valid JSON",
                "[] | Bad: Expected object, received array",
                "{} | Bad: a: Required"
            })
    void tellsWhatIsWrongInASentence(String body, String sentence) {
        assertThatThrownBy(
                        () ->
                                JsonFields.toldInASentence(call(body), "Bad")
                                        .require("a", "b")
                                        .check())
                .isInstanceOf(Invalid.class)
                .hasMessage(sentence);
    }

    @Test
    void tellsWhatIsRequired() {
        JsonFields fields = of("{\"a\":1,\"b\":null}").require("a", "b", "c");

        assertThat(issuesOf(fields::check))
                .containsExactly(new FieldIssue("invalid_type", List.of("c"), "Required"));
    }

    private static List<FieldIssue> issuesOf(ThrowingCallable check) {
        return catchThrowableOfType(Refusal.class, check).issues;
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<FieldIssue> issues;

        Refusal(List<FieldIssue> issues) {
            this.issues = issues;
        }
    }

    private static JsonFields of(String body) {
        return JsonFields.ofOptional(call(body), Refusal::new);
    }

    private static HttpCall call(String body) {
        return new HttpCall(
                "POST",
                "/api/stream/create",
                Map.of(),
                Form.EMPTY,
                new Headers(Map.of()),
                new Caller("192.0.2.1", "192.0.2.1", false, false),
                body.getBytes(StandardCharsets.UTF_8),
                false,
                0);
    }
}
