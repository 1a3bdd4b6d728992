package io.serai.timeline;

import io.serai.timeline.HistoryRepository.Ended;
import io.serai.timeline.HistoryRepository.OnAir;
import io.serai.timeline.HistoryRepository.Stream;
import io.serai.timeline.NoteRepository.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The present state and, in a sentence, the reason for it. Pure.
 *
 * @param publishes the newest notes about publish hooks, newest first
 * @param sights the newest findings, newest first
 * @param kept how far back notes go
 */
record Diagnosis(
        Optional<Stream> stream,
        Optional<OnAir> onAir,
        Optional<Ended> ended,
        List<Note> publishes,
        List<Note> sights,
        Duration kept,
        Instant now) {

    /** What the head of the answer says. */
    record Head(String state, Optional<Instant> since, String sentence) {}

    Head head() {
        if (onAir.isPresent()) {
            return onAir(onAir.get());
        }
        Optional<Instant> off = ended.map(Ended::at);
        String why = notOnAir();
        if (stream.isEmpty()) {
            return new Head("unknown", Optional.empty(), "No such stream: " + why);
        }
        Optional<Instant> deleted = stream.get().deletedAt();
        return deleted.isPresent()
                ? new Head(
                        "deleted",
                        deleted,
                        "Deleted %s, and its key with it; %s".formatted(ago(deleted.get()), why))
                : new Head("off-air", off, "Not on air: " + why);
    }

    private Head onAir(OnAir air) {
        Optional<Note> sight = sights.stream().findFirst();
        if (air.suspectSince().isPresent()) {
            Instant since = air.suspectSince().get();
            String why =
                    sight.filter(note -> note.told().rule().equals("suspect"))
                            .map(note -> Sentences.sight(note.told().word(), note.told().server()))
                            .orElse(air.source() + " was started anew");
            return new Head(
                    "suspect",
                    Optional.of(since),
                    "Suspect since %s (%s): %s. It ends unless it comes back."
                            .formatted(Sentences.clock(since), ago(since), why));
        }
        String publishers =
                air.publishers() == 1 ? "" : ", %d publishers".formatted(air.publishers());
        String unseen =
                sight.filter(note -> note.told().word().equals("unreachable"))
                        .map(
                                note ->
                                        "; but %s since %s, so nobody has checked"
                                                .formatted(
                                                        Sentences.sight(
                                                                note.told().word(),
                                                                note.told().server()),
                                                        Sentences.clock(note.at())))
                        .orElse("");
        return new Head(
                "on-air",
                Optional.of(air.since()),
                "On air since %s (%s)%s%s.%s"
                        .formatted(
                                Sentences.clock(air.since()),
                                ago(air.since()),
                                publishers,
                                unseen,
                                turnedAway(air)));
    }

    /** Whoever is refused while somebody else is on air does not believe that it is live. */
    private String turnedAway(OnAir air) {
        return lastPublish()
                .filter(note -> !note.told().accepted() && note.lastAt().isAfter(air.since()))
                .map(note -> " Beside it, " + refused(note))
                .orElse("");
    }

    /** The last word on it: a refused publish after the last session, or how that one ended. */
    private String notOnAir() {
        Optional<Note> last = lastPublish();
        boolean afterTheEnd =
                last.isPresent()
                        && ended.filter(e -> e.at().isAfter(last.get().lastAt())).isEmpty();
        if (afterTheEnd && !last.get().told().accepted()) {
            return refused(last.get());
        }
        if (ended.isPresent()) {
            return "the last session ended %s: %s."
                    .formatted(ago(ended.get().at()), Sentences.ended(ended.get().reason()));
        }
        return last.isPresent()
                ? "the last publish was let in %s, but nothing came of it."
                        .formatted(ago(last.get().lastAt()))
                : "nobody has tried to publish it in the last %s.".formatted(Sentences.span(kept));
    }

    private String refused(Note note) {
        String times = note.times() > 1 ? ", %d times".formatted(note.times()) : "";
        String from = note.told().address().isEmpty() ? "" : " from " + note.told().address();
        return "the last publish was refused %s%s%s: %s."
                .formatted(ago(note.lastAt()), from, times, Sentences.why(note.told()));
    }

    private Optional<Note> lastPublish() {
        return publishes.stream().reduce((a, b) -> b.lastAt().isAfter(a.lastAt()) ? b : a);
    }

    private String ago(Instant then) {
        return Sentences.span(Duration.between(then, now)) + " ago";
    }
}
