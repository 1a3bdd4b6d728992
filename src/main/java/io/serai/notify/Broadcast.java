package io.serai.notify;

import io.serai.events.GiveUp;
import io.serai.events.StreamEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event says about the broadcast that it is about. */
record Broadcast(
        long id,
        String title,
        String surface,
        Instant startedAt,
        Instant endedAt,
        int peakViewers) {

    /**
     * @throws GiveUp if the event lacks what its type has
     */
    static Broadcast of(StreamEvent event) {
        Map<String, Object> detail = event.detail();
        try {
            return new Broadcast(
                    number(detail.get("broadcast")),
                    text(detail.get("title")),
                    text(detail.get("surface")),
                    instant(detail.get("startedAt"), event.at()),
                    instant(detail.get("endedAt"), event.at()),
                    Math.toIntExact(number(detail.getOrDefault("peakViewers", 0))));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new GiveUp("Event " + event.id() + " does not tell about a broadcast: " + e);
        }
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("not a number");
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    private static Instant instant(@Nullable Object value, Instant otherwise) {
        return value instanceof String text ? Instant.parse(text) : otherwise;
    }
}
