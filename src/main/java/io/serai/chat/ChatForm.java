package io.serai.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.serai.common.ControlException.Invalid;
import io.serai.common.http.HttpCall;
import io.serai.common.http.JsonFields;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what moderators send. */
final class ChatForm {
    /** The longest time-out, and the longest ban that is not for good. */
    static final Duration LONGEST = Duration.ofDays(366);

    private static final String BEGINNING = "Invalid request body";

    private ChatForm() {}

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
    static SettingsChange settings(HttpCall call) {
        JsonFields fields = JsonFields.toldInASentence(call, BEGINNING);
        SettingsChange change =
                new SettingsChange(
                        fields.flag("enabled"),
                        seconds(fields, "delay_seconds", ChatRoom.LONGEST_DELAY),
                        fields.flag("followers_only"),
                        seconds(fields, "slow_mode_seconds", ChatRoom.LONGEST_SLOW_MODE));
        fields.check();
        if (change.fields().isEmpty()) {
            throw new Invalid(BEGINNING + ": It names no setting");
        }
        return change;
    }

    /**
     * @throws Invalid when there is a body that is no JSON object, or something in it is wrong
     */
    static Sentence ban(HttpCall call) {
        return call.text().isBlank()
                ? new Sentence(Optional.empty(), Optional.empty())
                : sentence(JsonFields.toldInASentence(call, BEGINNING));
    }

    /**
     * @throws Invalid when the body is no JSON object that says how long, or something is wrong
     */
    static Sentence timeout(HttpCall call) {
        return sentence(JsonFields.toldInASentence(call, BEGINNING).require("seconds"));
    }

    private static Sentence sentence(JsonFields fields) {
        OptionalLong seconds = fields.number("seconds", 1, LONGEST.toSeconds());
        Optional<String> reason = fields.line("reason", 0, Ban.LONGEST_REASON);
        fields.check();
        return new Sentence(
                seconds.stream().mapToObj(Duration::ofSeconds).findFirst(),
                reason.filter(text -> !text.isEmpty()));
    }

    private static Optional<Integer> seconds(JsonFields fields, String name, long most) {
        return fields.number(name, 0, most).stream().mapToObj(Math::toIntExact).findFirst();
    }
}
