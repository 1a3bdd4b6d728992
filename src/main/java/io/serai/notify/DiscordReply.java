package io.serai.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Discord's answer.
 *
 * @param text the beginning of its body, without the webhook's secret
 */
record DiscordReply(int status, HttpHeaders headers, String text) {
    /** JSON error code: the message that was to be edited is gone. */
    private static final int UNKNOWN_MESSAGE = 10008;

    private static final int LONGEST_REASON = 300;
    private static final Duration UNTOLD = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    boolean ok() {
        return status / 100 == 2;
    }

    boolean unknownMessage() {
        return status == 404 && DiscordJson.read(text).path("code").asInt() == UNKNOWN_MESSAGE;
    }

    /** The id of the message that was posted. */
    Optional<String> messageId() {
        return Optional.ofNullable(DiscordJson.read(text).path("id").textValue())
                .filter(id -> id.matches("[0-9]{1,20}"));
    }

    /** Status and what Discord says about it, for people. */
    String reason() {
        JsonNode body = DiscordJson.read(text);
        String message = body.path("message").asText("");
        String said = message.isBlank() ? text : message;
        if (!message.isBlank() && body.path("code").isInt()) {
            said = said + " (" + body.path("code").asInt() + ")";
        }
        // The details of a refused message stand beside the general text.
        if (body.path("errors").isObject()) {
            said = said + " " + body.path("errors");
        }
        // Log lines hold it between double quotes.
        String line = said.replaceAll("[\\p{Cntrl}\\s]+", " ").replace('"', '\'').strip();
        return Text.cut("HTTP " + status + (line.isEmpty() ? "" : ": " + line), LONGEST_REASON);
    }

    /** How long a 429 tells us to wait: the longer of its two forms. */
    Duration retryAfter(Duration longest) {
        JsonNode inBody = DiscordJson.read(text).path("retry_after");
        Duration wait =
                Stream.of(headers.firstValue("Retry-After"), Optional.of(inBody.asText("")))
                        .flatMap(Optional::stream)
                        .flatMap(value -> seconds(value, longest).stream())
                        .max(Duration::compareTo)
                        .orElse(UNTOLD);
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }

    /** Whether a 429 is about everything that comes from here. */
    boolean global() {
        return DiscordJson.read(text).path("global").asBoolean()
                || headers.firstValue("X-RateLimit-Global")
                        .filter(value -> value.equalsIgnoreCase("true"))
                        .isPresent();
    }

    /** How long to wait because this was the last message that is allowed for now. */
    Optional<Duration> exhausted(Duration longest) {
        return headers.firstValue("X-RateLimit-Remaining")
                .filter(left -> left.strip().equals("0"))
                .flatMap(left -> headers.firstValue("X-RateLimit-Reset-After"))
                .flatMap(value -> seconds(value, longest))
                .filter(wait -> !wait.isZero());
    }

    private static Optional<Duration> seconds(String value, Duration longest) {
        if (!value.strip().matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            return Optional.empty();
        }
        // Rounded up: a millisecond too early is a second 429.
        long millis =
                new BigDecimal(value.strip())
                        .movePointRight(3)
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact();
        Duration wait = Duration.ofMillis(millis);
        return Optional.of(wait.compareTo(longest) > 0 ? longest : wait);
    }

    /** Not the text: an answer to a posted message repeats it. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
