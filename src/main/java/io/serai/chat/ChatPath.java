package io.serai.chat;

import io.serai.chat.Ban.Target;
import io.serai.chat.Ban.Whom;
import io.serai.common.ControlException.Invalid;
import io.serai.common.StreamId;
import io.serai.common.http.HttpCall;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what the paths and queries of the chat's API name. */
final class ChatPath {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9a-f]{" + AddressHashes.DIGITS + "}");

    private ChatPath() {}

    /**
     * @throws Invalid when it is no number
     */
    static StreamId stream(HttpCall call) {
        return call.pathVariable("id")
                .filter(text -> NUMBER.matcher(text).matches())
                .map(text -> new StreamId(Long.parseLong(text)))
                .orElseThrow(
                        () ->
                                Invalid.coded(
                                        "invalid_stream_id",
                                        "Stream ID must be a valid positive integer"));
    }

    /**
     * @throws Invalid when it is no number
     */
    static long message(HttpCall call) {
        return call.pathVariable("message")
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Long::parseLong)
                .orElseThrow(
                        () ->
                                Invalid.coded(
                                        "invalid_message_id",
                                        "Message ID must be a valid positive integer"));
    }

    /**
     * @throws Invalid when it can't be the id of anybody
     */
    static String user(HttpCall call) {
        return call.pathVariable("user")
                .filter(Member::isUserId)
                .orElseThrow(
                        () ->
                                Invalid.coded(
                                        "invalid_user_id",
                                        "A user id has 1 to 64 characters and no control"
                                                + " characters"));
    }

    /**
     * @throws Invalid when it can't be anybody
     */
    static Whom whom(HttpCall call, Target target) {
        return switch (target) {
            case USER -> new Whom(target, user(call));
            case ADDRESS ->
                    new Whom(
                            target,
                            call.pathVariable("address")
                                    .filter(text -> ADDRESS.matcher(text).matches())
                                    .orElseThrow(
                                            () ->
                                                    Invalid.coded(
                                                            "invalid_address",
                                                            "An address is named by its hash, as"
                                                                    + " messages show it to"
                                                                    + " moderators")));
        };
    }

    /**
     * A number of the query.
     *
     * @throws Invalid when it is none, or more than it may be
     */
    static long number(HttpCall call, String field, long unless, long most) {
        Optional<String> text = Optional.ofNullable(call.query().fields().get(field));
        if (text.isEmpty()) {
            return unless;
        }
        long number = NUMBER.matcher(text.get()).matches() ? Long.parseLong(text.get()) : 0;
        if (number < 1 || number > most) {
            throw Invalid.coded(
                    "invalid_params",
                    field
                            + " is a positive number"
                            + (most == Long.MAX_VALUE ? "" : " up to " + most));
        }
        return number;
    }
}
