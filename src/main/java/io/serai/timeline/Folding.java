package io.serai.timeline;

import io.serai.common.StreamId;
import io.serai.live.Grounds;
import io.serai.live.JournalNote;
import io.serai.live.JournalNote.Finding;
import io.serai.live.JournalNote.Hook;
import io.serai.live.JournalNote.Sender;
import io.serai.live.MediaEvent.Name;
import io.serai.timeline.Row.Kind;
import io.serai.timeline.Row.Told;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes rows of notes, so few that an encoder that tries every second for days fills no disk:
 * within a window equal notes share a row, and of one stream or unknown name only so many rows
 * differ. Used by one thread.
 */
final class Folding {
    /** What moves a session on is told one by one, as long as there is not too much of it. */
    private static final Set<String> TOLD_ONE_BY_ONE =
            Set.of("opened", "replaced", "ended", "promoted", "re_fenced");

    private static final int LONGEST_TEXT = 80;
    private static final int LONGEST_NOTE = 200;

    private final NameDigests digests;
    private final TimelineSettings settings;
    private final Map<String, Set<String>> seen = new HashMap<>();
    private long window = Long.MIN_VALUE;
    private int unknownNames;

    Folding(NameDigests digests, TimelineSettings settings) {
        this.digests = digests;
        this.settings = settings;
    }

    /**
     * The row of a note; empty when no stream is named, or of too many different unknown names.
     *
     * @param streams finds the stream of a name, for hooks that ended before one was looked for
     */
    Optional<Row> row(JournalNote note, Function<Name, Optional<StreamId>> streams) {
        return switch (note) {
            case Hook hook -> row(hook, streams);
            case Finding finding -> Optional.of(row(finding));
        };
    }

    /** The row that tells of notes that were dropped. */
    Row gap(String reason, Instant since, Instant until, int notes) {
        byte[] print = digests.of("gap", Long.toString(windowOf(until)), reason);
        return new Row(
                print,
                since,
                until,
                notes,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Told.gap(reason));
    }

    private Optional<Row> row(Hook hook, Function<Name, Optional<StreamId>> streams) {
        Sender sender = hook.sender();
        Grounds grounds = hook.ruling().grounds();
        boolean lookedFor = hook.ruling().word().equals("unknown_stream");
        Optional<StreamId> stream =
                grounds.stream()
                        .or(() -> lookedFor ? Optional.empty() : sender.name().flatMap(streams));
        if (stream.isEmpty() && sender.name().isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> name = sender.name().map(n -> digests.of(n.stream()));
        Optional<byte[]> app =
                sender.name()
                        .filter(n -> sender.protocol().equals("whip") && !n.app().isEmpty())
                        .map(n -> digests.of(n.app()));
        Told told = told(hook);
        String subject =
                stream.map(StreamId::toString)
                        .orElseGet(() -> HexFormat.of().formatHex(name.orElseThrow()));
        return fingerprint(subject, stream.isPresent(), hook.at(), told)
                .map(print -> new Row(print, hook.at(), hook.at(), 1, stream, name, app, told));
    }

    private Row row(Finding finding) {
        Told told =
                new Told(
                        Kind.FINDING,
                        "sight",
                        true,
                        finding.sight().name().toLowerCase(Locale.ROOT),
                        finding.rule(),
                        finding.changed(),
                        plain(finding.fence().source(), List.of()),
                        plain(finding.fence().client(), List.of()),
                        "",
                        "",
                        "",
                        0,
                        "");
        byte[] print =
                fingerprint(finding.stream().toString(), true, finding.at(), told).orElseThrow();
        return new Row(
                print,
                finding.at(),
                finding.at(),
                1,
                Optional.of(finding.stream()),
                Optional.empty(),
                Optional.empty(),
                told);
    }

    private static Told told(Hook hook) {
        Sender sender = hook.sender();
        List<String> secrets = sender.name().map(Folding::secrets).orElse(List.of());
        String source = sender.fence().source();
        Grounds grounds = hook.ruling().grounds();
        String note = hook.ruling().text();
        return new Told(
                Kind.HOOK,
                hook.what(),
                hook.ruling().accepted(),
                hook.ruling().word(),
                grounds.rule(),
                grounds.changed(),
                plain(source.endsWith(":") || source.isEmpty() ? sender.kind() : source, secrets),
                plain(sender.fence().client(), secrets),
                plain(sender.address(), secrets),
                plain(hook.caller(), List.of()),
                sender.protocol(),
                (int) Math.min(Integer.MAX_VALUE, hook.took().toMillis()),
                note.substring(0, Math.min(LONGEST_NOTE, note.length())));
    }

    private Optional<byte[]> fingerprint(String subject, boolean known, Instant at, Told told) {
        turnTo(windowOf(at));
        Set<String> rows = seen.get(subject);
        if (rows == null) {
            if (!known && ++unknownNames > settings.mostUnknownNames()) {
                return Optional.empty();
            }
            rows = new HashSet<>();
            seen.put(subject, rows);
        }
        String fine = text(subject, told, true, at);
        boolean single = rows.contains(fine) || rows.size() < settings.mostPerStream();
        if (single) {
            rows.add(fine);
        }
        return Optional.of(
                digests.of(
                        Long.toString(windowOf(at)),
                        single ? fine : text(subject, told, false, at)));
    }

    /** Notes with the same text in a window are the same to a reader. */
    private static String text(String subject, Told told, boolean fine, Instant at) {
        String same =
                String.join(
                        "\n",
                        told.kind().name(),
                        subject,
                        told.what(),
                        Boolean.toString(told.accepted()),
                        told.word(),
                        told.rule());
        if (!fine) {
            return same;
        }
        String who = String.join("\n", same, told.server(), told.address(), told.caller());
        return told.changed() && TOLD_ONE_BY_ONE.contains(told.rule())
                ? who + "\n" + told.client() + "\n" + at
                : who;
    }

    private void turnTo(long current) {
        if (current != window) {
            window = current;
            unknownNames = 0;
            seen.clear();
        }
    }

    private long windowOf(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), settings.window().toMillis());
    }

    private static List<String> secrets(Name name) {
        return List.of(name.stream(), name.app(), name.token().orElse(""));
    }

    /**
     * What a body said, made fit for a terminal; empty where somebody wrote a key into it that
     * belongs elsewhere.
     */
    private static String plain(String text, List<String> secrets) {
        boolean secret =
                secrets.stream()
                        .anyMatch(s -> s.equals(text) || s.length() >= 8 && text.contains(s));
        String cut = text.substring(0, Math.min(LONGEST_TEXT, text.length()));
        return secret ? "" : cut.replaceAll("[^A-Za-z0-9._:/-]", "?");
    }
}
