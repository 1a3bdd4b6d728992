package io.serai.live;

import io.serai.events.NewEvent;
import io.serai.live.Decision.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns an outcome into the event that reactions receive; it names no key. */
final class Outcomes {
    private Outcomes() {}

    static NewEvent event(Found found, Outcome outcome, Instant at) {
        Air.Stream stream = found.air().stream();
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("title", stream.title());
        detail.put("surface", stream.surface().text());
        switch (outcome) {
            case Outcome.Live(Change.Broadcast broadcast, String reason) ->
                    describe(broadcast, reason, detail);
            case Outcome.Resumed(Change.Broadcast broadcast, String reason) ->
                    describe(broadcast, reason, detail);
            case Outcome.Ended(Change.Broadcast broadcast, EndReason reason) -> {
                describe(broadcast, reason.text(), detail);
                detail.put("endedAt", at.toString());
                detail.put("peakViewers", broadcast.peakViewers());
            }
        }
        return new NewEvent(stream.id(), type(outcome), at, detail);
    }

    static String type(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Live ignored -> "stream.live";
            case Outcome.Resumed ignored -> "stream.resumed";
            case Outcome.Ended ignored -> "stream.ended";
        };
    }

    private static void describe(
            Change.Broadcast broadcast, String reason, Map<String, Object> detail) {
        detail.put("broadcast", broadcast.id());
        detail.put("startedAt", broadcast.startedAt().toString());
        detail.put("reason", reason);
    }
}
