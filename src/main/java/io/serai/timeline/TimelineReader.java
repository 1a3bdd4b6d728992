package io.serai.timeline;

import io.serai.common.StreamId;
import io.serai.common.http.Json;
import io.serai.timeline.HistoryRepository.Stream;
import io.serai.timeline.NoteRepository.Note;
import io.serai.timeline.NoteRepository.Subject;
import io.serai.timeline.Timeline.TimelineStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Puts a timeline together from what each feature keeps. Thread-safe. */
@Component
final class TimelineReader {
    private static final int NEWEST_NOTES = 20;
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern ROOM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final HistoryRepository history;
    private final NoteRepository notes;
    private final NameDigests digests;
    private final TimelineSettings settings;
    private final Clock clock;

    TimelineReader(
            HistoryRepository history,
            NoteRepository notes,
            NameDigests digests,
            TimelineSettings settings,
            Clock clock) {
        this.history = history;
        this.notes = notes;
        this.digests = digests;
        this.settings = settings;
        this.clock = clock;
    }

    /** Of the stream that is meant, or of a name that nobody knows; empty if there is nothing. */
    Optional<Timeline> read(String asked, Place before, int limit) {
        Instant now = clock.instant();
        Subject subject = subject(asked, now);
        Optional<Stream> stream = subject.stream().flatMap(history::byId);
        List<Note> publishes = notes.newest(subject, "publish", Place.END, NEWEST_NOTES);
        List<Placed> page = page(subject, before, limit + 1);
        boolean somebodyCame = !publishes.isEmpty() || page.stream().anyMatch(p -> !p.gap());
        if (stream.isEmpty() && !somebodyCame) {
            return Optional.empty();
        }
        Diagnosis.Head head =
                new Diagnosis(
                                stream,
                                stream.flatMap(s -> history.onAir(s.id())),
                                stream.flatMap(s -> history.lastEnded(s.id())),
                                publishes,
                                notes.newest(subject, "sight", Place.END, 1),
                                settings.keep(),
                                now)
                        .head();
        List<Placed> shown = page.subList(0, Math.min(limit, page.size()));
        return Optional.of(
                new Timeline(
                        stream.map(TimelineReader::describe).orElse(null),
                        head.state(),
                        head.since().map(Json::time).orElse(null),
                        head.sentence(),
                        shown.stream().map(Placed::entry).toList(),
                        page.size() > limit ? shown.getLast().place().toString() : null));
    }

    /** A stream's id wins over a key that looks like one, and a key over a room's id. */
    private Subject subject(String asked, Instant now) {
        Optional<StreamId> byId =
                Optional.of(asked)
                        .filter(text -> ID.matcher(text).matches())
                        .map(text -> new StreamId(Long.parseLong(text)))
                        .filter(id -> history.byId(id).isPresent());
        if (byId.isPresent()) {
            return subject(byId.get(), Optional.empty());
        }
        byte[] digest = digests.of(asked);
        Optional<StreamId> byKey = history.byKey(asked).or(() -> notes.streamOfName(digest));
        Optional<StreamId> stream = byKey.or(() -> byRoom(asked));
        return stream.isPresent()
                ? subject(stream.get(), byKey.map(key -> digest))
                : new Subject(
                        Optional.empty(),
                        List.of(digest),
                        Optional.of(digest),
                        now.minus(settings.keep()));
    }

    private Optional<StreamId> byRoom(String asked) {
        return ROOM.matcher(asked).matches()
                ? history.byRoom(UUID.fromString(asked))
                : Optional.empty();
    }

    /** With what was refused for its names after its end. */
    private Subject subject(StreamId stream, Optional<byte[]> asked) {
        List<byte[]> names = new ArrayList<>(notes.namesOf(stream));
        asked.ifPresent(names::add);
        Instant made = history.byId(stream).map(Stream::createdAt).orElse(Instant.EPOCH);
        return new Subject(Optional.of(stream), names, asked, made);
    }

    /** Each source's newest, in one order; what is cut off comes with the next page. */
    private List<Placed> page(Subject subject, Place before, int limit) {
        List<Placed> all = new ArrayList<>();
        notes.newest(subject, "", before, limit).forEach(n -> all.add(Placed.of(n)));
        subject.stream()
                .ifPresent(
                        id -> {
                            history.sessions(id, before, limit).forEach(m -> all.add(Placed.of(m)));
                            history.events(id, before, limit).forEach(e -> all.add(Placed.of(e)));
                            history.deliveries(id, before, limit)
                                    .forEach(d -> all.add(Placed.of(d)));
                        });
        return all.stream()
                .sorted(Comparator.comparing(Placed::place).reversed())
                .limit(limit)
                .toList();
    }

    private static TimelineStream describe(Stream stream) {
        return new TimelineStream(
                stream.id().value(),
                stream.title(),
                stream.surface(),
                Json.time(stream.createdAt()),
                stream.deletedAt().map(Json::time).orElse(null));
    }
}
