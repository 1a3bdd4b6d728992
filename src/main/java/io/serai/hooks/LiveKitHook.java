package io.serai.hooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /openapi.json} says of LiveKit's webhooks: the keys that every one has. LiveKit sends
 * more, by the kind of event.
 *
 * @param id the same whenever it is sent again
 * @param createdAt seconds since 1970
 */
record LiveKitHook(String event, @Nullable String id, @Nullable String createdAt) {
    /**
     * The answer to a webhook that was taken, whether or not it changed anything.
     *
     * @param eventType the event as LiveKit named it
     */
    record Processed(boolean success, String message, String eventType) {}

    /**
     * Why it was not taken.
     *
     * @param message what more there is to say; absent where {@code error} says it all
     */
    record Failed(
            boolean success,
            String error,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {}

    /** That webhooks may be sent here. */
    record Ready(boolean success, String message, String timestamp) {}
}
