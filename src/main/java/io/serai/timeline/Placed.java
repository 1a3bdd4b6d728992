package io.serai.timeline;

import io.serai.common.http.Json;
import io.serai.timeline.HistoryRepository.Delivery;
import io.serai.timeline.HistoryRepository.Event;
import io.serai.timeline.HistoryRepository.Moment;
import io.serai.timeline.NoteRepository.Note;
import io.serai.timeline.Row.Told;
import io.serai.timeline.Timeline.TimelineDelivery;
import io.serai.timeline.Timeline.TimelineEntry;
import io.serai.timeline.Timeline.TimelineEvent;
import io.serai.timeline.Timeline.TimelineFinding;
import io.serai.timeline.Timeline.TimelineHook;
import io.serai.timeline.Timeline.TimelineSession;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An entry and where it stands. */
record Placed(Place place, TimelineEntry entry) {
    /** Whether it says that something is missing, and nothing else. */
    boolean gap() {
        return entry.kind().equals("gap");
    }

    static Placed of(Note note) {
        Told told = note.told();
        boolean repeated = note.times() > 1;
        TimelineEntry entry =
                new TimelineEntry(
                        Json.time(note.at()),
                        told.kind().name().toLowerCase(Locale.ROOT),
                        told.kind() == Row.Kind.FINDING ? told.word() : told.what(),
                        Sentences.note(note),
                        repeated ? note.times() : null,
                        repeated ? Json.time(note.lastAt()) : null,
                        told.kind() == Row.Kind.HOOK ? hook(told) : null,
                        null,
                        told.kind() == Row.Kind.FINDING
                                ? new TimelineFinding(
                                        told.server(), told.client(), told.rule(), told.changed())
                                : null,
                        null,
                        null);
        return new Placed(note.place(), entry);
    }

    private static TimelineHook hook(Told told) {
        return new TimelineHook(
                told.accepted(),
                told.word(),
                told.rule(),
                told.server(),
                told.client(),
                told.address(),
                told.caller(),
                told.protocol(),
                told.tookMs());
    }

    static Placed of(Moment moment) {
        return placed(
                moment.place(),
                "session",
                moment.what(),
                Sentences.moment(moment),
                new TimelineSession(
                        moment.place().id(),
                        moment.source(),
                        moment.client(),
                        moment.protocol(),
                        orNull(moment.reason())),
                null,
                null);
    }

    static Placed of(Event event) {
        return placed(
                event.place(),
                "event",
                event.type(),
                Sentences.event(event),
                null,
                new TimelineEvent(
                        event.place().id(),
                        orNull(event.reason()),
                        event.broadcast().isPresent() ? event.broadcast().getAsLong() : null),
                null);
    }

    static Placed of(Delivery delivery) {
        return placed(
                delivery.place(),
                "delivery",
                delivery.reaction(),
                Sentences.delivery(delivery),
                null,
                null,
                new TimelineDelivery(
                        delivery.place().id(),
                        delivery.type(),
                        delivery.state(),
                        delivery.attempts(),
                        orNull(delivery.lastError()),
                        delivery.nextAt().map(Json::time).orElse(null),
                        delivery.finishedAt().map(Json::time).orElse(null),
                        delivery.replayed()));
    }

    private static Placed placed(
            Place place,
            String kind,
            String what,
            String text,
            @Nullable TimelineSession session,
            @Nullable TimelineEvent event,
            @Nullable TimelineDelivery delivery) {
        return new Placed(
                place,
                new TimelineEntry(
                        Json.time(place.at()),
                        kind,
                        what,
                        text,
                        null,
                        null,
                        null,
                        session,
                        null,
                        event,
                        delivery));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
