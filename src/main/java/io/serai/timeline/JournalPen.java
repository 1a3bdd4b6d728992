package io.serai.timeline;

import io.serai.live.JournalNote;
import io.serai.timeline.JournalRepository.Known;
import io.serai.timeline.JournalWriter.Drops.Gap;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Writes a batch of notes: finds their streams, folds what is equal. Used by one thread. */
@Component
final class JournalPen {
    private static final int LONGEST_NAME = 1024;

    private final JournalRepository repository;
    private final Folding folding;
    private final Clock clock;

    JournalPen(
            JournalRepository repository,
            NameDigests digests,
            TimelineSettings settings,
            Clock clock) {
        this.repository = repository;
        this.folding = new Folding(digests, settings);
        this.clock = clock;
    }

    /** Writes all in one transaction; how many notes were not kept because they were too many. */
    int write(List<JournalNote> notes, Gap lost) {
        Known known = repository.streams(unresolved(notes));
        Map<String, Row> rows = new LinkedHashMap<>();
        int tooMany = 0;
        for (JournalNote note : notes) {
            Optional<Row> row = folding.row(note, known::stream);
            row.ifPresent(r -> put(r, rows));
            if (row.isEmpty() && names(note)) {
                tooMany++;
            }
        }
        if (lost.notes() > 0) {
            put(folding.gap("queue", lost.since(), lost.until(), lost.notes()), rows);
        }
        if (tooMany > 0) {
            Instant now = clock.instant();
            put(folding.gap("names", now, now, tooMany), rows);
        }
        if (!rows.isEmpty()) {
            repository.add(rows.values());
        }
        return tooMany;
    }

    private static void put(Row row, Map<String, Row> rows) {
        rows.merge(HexFormat.of().formatHex(row.fingerprint()), row, Row::with);
    }

    /** Names in hooks that failed before a stream was looked for. */
    private static List<String> unresolved(List<JournalNote> notes) {
        return notes.stream()
                .filter(JournalNote.Hook.class::isInstance)
                .map(JournalNote.Hook.class::cast)
                .filter(hook -> hook.ruling().grounds().stream().isEmpty())
                .filter(hook -> !hook.ruling().word().equals("unknown_stream"))
                .flatMap(hook -> hook.sender().name().stream())
                .flatMap(name -> List.of(name.stream(), name.app()).stream())
                .filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME)
                .distinct()
                .collect(Collectors.toList());
    }

    private static boolean names(JournalNote note) {
        return note instanceof JournalNote.Hook hook && hook.sender().name().isPresent();
    }
}
