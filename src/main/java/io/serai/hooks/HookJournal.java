package io.serai.hooks;

import io.serai.common.ControlException;
import io.serai.common.http.HttpCall;
import io.serai.live.Grounds;
import io.serai.live.Journal;
import io.serai.live.JournalNote;
import io.serai.live.JournalNote.Ruling;
import io.serai.live.JournalNote.Sender;
import io.serai.live.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Writes into the journal how hooks about a stream were answered. The body is read again for it,
 * but later and by the journal's own thread: no hook waits for that. Thread-safe.
 */
@Component
final class HookJournal {
    /** A longer body is read at once, so that waiting notes hold little memory. */
    private static final int MOST_KEPT_BYTES = 8 * 1024;

    private final Journal journal;
    private final Clock clock;

    HookJournal(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Reads who is meant out of a request, whatever is wrong with it. */
    interface Reader {
        Sender read(HttpCall call);
    }

    /** A hook was answered with a verdict. */
    void ruled(HttpCall call, Verdict verdict, boolean accepted, Reader reader) {
        ruled(call, what(call), verdict, accepted, reader);
    }

    /**
     * The same for a hook whose path does not say which it is.
     *
     * @param what {@code publish} or {@code unpublish}
     */
    void ruled(HttpCall call, String what, Verdict verdict, boolean accepted, Reader reader) {
        if (!concernsAStream(what, verdict)) {
            return;
        }
        add(
                call,
                what,
                switch (verdict) {
                    case Verdict.Accepted(_, Grounds grounds) ->
                            new Ruling(true, "accepted", "", grounds);
                    case Verdict.Refused(Verdict.Reason reason, String message, Grounds grounds) ->
                            new Ruling(
                                    accepted,
                                    reason.name().toLowerCase(Locale.ROOT),
                                    message,
                                    grounds);
                },
                reader);
    }

    /** A hook could not be decided, or its caller was not admitted. */
    void failed(HttpCall call, Throwable error, boolean accepted, Reader reader) {
        String what = what(call);
        if (what.isEmpty()) {
            return;
        }
        String text =
                error instanceof ControlException known
                        ? String.valueOf(known.getMessage())
                        : "Serai failed, see its log";
        add(call, what, new Ruling(accepted, HookFailures.word(error), text, Grounds.NONE), reader);
    }

    private void add(HttpCall call, String what, Ruling ruling, Reader reader) {
        Duration took = Duration.ofNanos(System.nanoTime() - call.receivedNanos());
        Instant arrived = clock.instant().minus(took);
        Supplier<JournalNote> note =
                () ->
                        new JournalNote.Hook(
                                arrived,
                                took,
                                what,
                                call.caller().address(),
                                reader.read(call),
                                ruling);
        if (call.body().length <= MOST_KEPT_BYTES) {
            journal.add(note);
        } else {
            JournalNote made = note.get();
            journal.add(() -> made);
        }
    }

    private static boolean concernsAStream(String what, Verdict verdict) {
        Grounds grounds = verdict.grounds();
        boolean refused = verdict instanceof Verdict.Refused;
        return switch (what) {
            case "publish", "unpublish" -> refused || grounds.stream().isPresent();
            // Every viewer's connection closes as well, and no name comes with it.
            case "close" -> grounds.stream().isPresent();
            case "update" -> refused || grounds.changed();
            case "play" -> refused;
            default -> false;
        };
    }

    /** One word for the same thing, whatever each media server calls it; empty: nothing of ours. */
    private static String what(HttpCall call) {
        return switch (HookMetrics.event(call)) {
            case "publish", "activate", "on_publish" -> "publish";
            case "unpublish", "deactivate", "on_unpublish" -> "unpublish";
            case "close" -> "close";
            case "status" -> "update";
            case "play" -> "play";
            default -> "";
        };
    }
}
