package io.serai.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.ControlException.Invalid;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what moderators send. */
final class ChatForm {
    /** The longest time-out, and the longest ban that is not for good. */
    static final Duration LONGEST = Duration.ofDays(366);

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode json;

    private ChatForm(JsonNode json) {
        this.json = json;
    }

    /**
     * What is to be different; what is empty stays.
     *
     * @param delaySeconds 0: not delayed
     */
    record SettingsChange(
            Optional<Boolean> enabled,
            Optional<Integer> delaySeconds,
            Optional<Boolean> followersOnly,
            Optional<Integer> slowModeSeconds) {
        /** Names of what was given. */
        List<String> fields() {
            return Stream.of(
                            enabled.map(given -> "enabled"),
                            delaySeconds.map(given -> "delay_seconds"),
                            followersOnly.map(given -> "followers_only"),
                            slowModeSeconds.map(given -> "slow_mode_seconds"))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /**
     * How long, and why.
     *
     * @param time empty: for good
     */
    record Sentence(Optional<Duration> time, Optional<String> reason) {}

    /** What {@code /openapi.json} says of the settings' body. */
    record SettingsWanted(
            @Nullable Boolean enabled,
            @JsonProperty("delay_seconds") @Nullable Integer delaySeconds,
            @JsonProperty("followers_only") @Nullable Boolean followersOnly,
            @JsonProperty("slow_mode_seconds") @Nullable Integer slowModeSeconds) {}

    /** What {@code /openapi.json} says of a ban's body. */
    record BanWanted(@Nullable Long seconds, @Nullable String reason) {}

    /** What {@code /openapi.json} says of a time-out's body. */
    record TimeoutWanted(long seconds, @Nullable String reason) {}

    /**
     * @throws Invalid when the body is no JSON object with at least one setting, or one is wrong
     */
    static SettingsChange settings(byte[] body) {
        ChatForm form = parse(body);
        SettingsChange change =
                new SettingsChange(
                        form.flag("enabled"),
                        form.number("delay_seconds", 0, ChatRoom.LONGEST_DELAY).map(Long::intValue),
                        form.flag("followers_only"),
                        form.number("slow_mode_seconds", 0, ChatRoom.LONGEST_SLOW_MODE)
                                .map(Long::intValue));
        if (change.fields().isEmpty()) {
            throw bad("it names no setting");
        }
        return change;
    }

    /**
     * @throws Invalid when there is a body that is no JSON object, or something in it is wrong
     */
    static Sentence ban(byte[] body) {
        ChatForm form = body.length == 0 ? new ChatForm(JSON.createObjectNode()) : parse(body);
        return new Sentence(
                form.number("seconds", 1, LONGEST.toSeconds()).map(Duration::ofSeconds),
                form.text("reason", Ban.LONGEST_REASON));
    }

    /**
     * @throws Invalid when the body is no JSON object that says how long, or something is wrong
     */
    static Sentence timeout(byte[] body) {
        Sentence sentence = ban(body);
        if (sentence.time().isEmpty()) {
            throw bad("seconds is missing");
        }
        return sentence;
    }

    private static ChatForm parse(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (!json.isObject()) {
                throw bad("it is not a JSON object");
            }
            return new ChatForm(json);
        } catch (IOException quotesTheBody) {
            throw bad("it is not JSON");
        }
    }

    private Optional<Boolean> flag(String field) {
        Optional<JsonNode> value = value(field);
        if (value.filter(given -> !given.isBoolean()).isPresent()) {
            throw bad(field + " is true or false");
        }
        return value.map(JsonNode::booleanValue);
    }

    private Optional<Long> number(String field, long least, long most) {
        Optional<JsonNode> value = value(field);
        if (value.filter(
                        given ->
                                !given.canConvertToLong()
                                        || !given.isIntegralNumber()
                                        || given.longValue() < least
                                        || given.longValue() > most)
                .isPresent()) {
            throw bad(field + " is a whole number from " + least + " to " + most);
        }
        return value.map(JsonNode::longValue);
    }

    private Optional<String> text(String field, int longest) {
        Optional<JsonNode> value = value(field);
        if (value.filter(given -> !given.isTextual()).isPresent()) {
            throw bad(field + " is not text");
        }
        Optional<String> text = value.map(JsonNode::textValue);
        if (text.filter(
                        given ->
                                given.codePointCount(0, given.length()) > longest
                                        || given.indexOf('\0') >= 0)
                .isPresent()) {
            throw bad(field + " has more than " + longest + " characters, or holds a NUL");
        }
        return text.filter(given -> !given.isBlank());
    }

    private Optional<JsonNode> value(String field) {
        return Optional.of(json.path(field))
                .filter(value -> !value.isMissingNode() && !value.isNull());
    }

    private static Invalid bad(String reason) {
        return new Invalid("Invalid request body: " + reason);
    }
}
