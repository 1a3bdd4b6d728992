package io.serai.events;

import io.serai.common.StreamId;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that happened to a stream, before it is written.
 *
 * @param type past tense with a prefix, as {@code stream.live}; lower case
 * @param detail what can be encoded as JSON; never a key, token or address that is a secret
 */
public record NewEvent(StreamId stream, String type, Instant at, Map<String, Object> detail) {
    private static final Pattern TYPE = Pattern.compile("[a-z]+(\\.[a-z-]+)+");

    public NewEvent {
        if (!isType(type)) {
            throw new IllegalArgumentException("Not an event type: " + type);
        }
        detail = Map.copyOf(detail);
    }

    static boolean isType(String text) {
        return TYPE.matcher(text).matches();
    }
}
