package io.serai.hooks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /openapi.json} says of nginx-rtmp's forms: the fields that {@link NginxForm} reads.
 * nginx-rtmp sends more, and not every hook has all of these.
 *
 * @param call which hook it is
 * @param name the stream's key
 * @param timestamp of the newest media, ms
 */
record NginxHook(
        @Nullable String call,
        @Nullable String app,
        String name,
        @Nullable String clientid,
        @Nullable String flashver,
        @Nullable String timestamp,
        @Nullable String token) {
    /** The answer to a publisher's sign of life. */
    record Status(String status, String streamKey, boolean isLive, boolean hasMulticast) {}

    /** Why a hook is refused; nginx-rtmp reads only the status. */
    record Refusal(String error, String message, List<String> details) {}

    /** The answer for a stream that is not known any more. */
    record Unknown(String error) {}
}
