package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.common.ControlException.Invalid;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

    @Test
    void readsWhatIsThereAndIgnoresTheRest() {
        Fields fields =
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
        Fields fields = of(" ");

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
        assertThat(problemOf(() -> of("[]")))
                .isEqualTo(
                        "{\"success\":false,\"error\":\"Validation error\",\"details\":[{"
                                + "\"code\":\"invalid_type\",\"path\":[],"
                                + "\"message\":\"Expected object, received array\"}]}");
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
        Fields fields = of("{\"title\":" + value + "}");

        assertThat(fields.line("title", 1, 5)).isEmpty();

        assertThat(problemOf(fields::check))
                .endsWith(
                        "\"details\":[{\"code\":\"%s\",\"path\":[\"title\"],\"message\":\"%s\"}]}"
                                .formatted(code, message));
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
        Fields fields = of("{\"url\":\"" + url + "\"}");

        assertThat(fields.url("url")).isEmpty();
        assertThat(problemOf(fields::check)).contains("\"invalid_string\"", "Invalid url");
    }

    @Test
    void takesNoEndlessAddress() {
        Fields fields = of("{\"url\":\"https://a.example/" + "b".repeat(2048) + "\"}");

        assertThat(fields.url("url")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "rtmp"    | 'rtmp'
                    "100%n%s" | '100%n%s'
                    "\\u0000" | '?'
                    """)
    void namesTheWordsOfAChoice(String value, String shown) {
        Fields fields = of("{\"type\":" + value + "}");

        assertThat(fields.choice("type", List.of("RTMP", "WHIP"))).isEmpty();

        assertThat(problemOf(fields::check))
                .contains(
                        "\"invalid_enum_value\"",
                        "Invalid enum value. Expected 'RTMP' | 'WHIP', received " + shown);
    }

    @Test
    void tellsEverythingAtOnceAndWhereItIs() {
        Fields fields = of("{\"chat\":{\"on\":\"yes\"},\"title\":1}");
        fields.line("title", 1, 5);
        fields.inner("chat").flag("on");

        assertThat(problemOf(fields::check))
                .contains(
                        "\"path\":[\"title\"]",
                        "\"path\":[\"chat\",\"on\"],\"message\":\"Expected boolean, received"
                                + " string\"");
    }

    @ParameterizedTest
    @CsvSource({"{}, true", "{'t':null}, true", "{'t':' '}, true", "{'t':1}, false"})
    void knowsABlankField(String body, boolean blank) {
        assertThat(of(body.replace('\'', '"')).blank("t")).isEqualTo(blank);
    }

    private static String problemOf(ThrowingCallable check) {
        Refused refused = catchThrowableOfType(Refused.class, check);
        assertThat(refused.answer().status()).isEqualTo(400);
        return new String(refused.answer().body(), StandardCharsets.UTF_8);
    }

    private static Fields of(String body) {
        return Fields.of(
                new HttpCall(
                        "POST",
                        "/api/stream/create",
                        Map.of(),
                        Form.EMPTY,
                        new Headers(Map.of()),
                        new Caller("192.0.2.1", "192.0.2.1", false, false),
                        body.getBytes(StandardCharsets.UTF_8),
                        false,
                        0));
    }
}
