package io.serai.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the rules make of one message.
 *
 * @param changes in the order in which they are written
 * @param outcome what the stream's readers are told
 * @param checkAfter when the media server is to be asked about this publication, if at all
 * @param offAir whether nobody publishes the stream from now on, or did before
 * @param note what is counted
 */
record Decision(
        Verdict verdict,
        List<Change> changes,
        Optional<Outcome> outcome,
        Optional<Duration> checkAfter,
        boolean offAir,
        Note note) {

    /** What happened to the stream as a whole. */
    sealed interface Outcome {
        record Live(Change.Broadcast broadcast, String reason) implements Outcome {}

        record Resumed(Change.Broadcast broadcast, String reason) implements Outcome {}

        record Ended(Change.Broadcast broadcast, EndReason reason) implements Outcome {}
    }

    /** The rule that applied; a label of the metrics and the word in the log. */
    enum Note {
        OPENED,
        DUPLICATE,
        REPLACED,
        CONTENDS,
        REFUSED,
        ENDED,
        PROMOTED,
        REFUTED,
        STALE_END,
        STALE_START,
        NOT_ON_AIR,
        ALIVE,
        SUSPECT,
        UNKNOWN,
        RE_FENCED,
        UNCHANGED;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** As metrics, log and timeline say it. */
        String word() {
            return word;
        }
    }

    Decision {
        changes = List.copyOf(changes);
    }

    static Decision accept(Note note) {
        return new Decision(
                new Verdict.Accepted(true),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                note);
    }

    static Decision refuse(Verdict.Reason reason, String message) {
        return new Decision(
                new Verdict.Refused(reason, message),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Note.REFUSED);
    }

    /** Whether more than a sign of life is written. */
    boolean changesWhoIsOnAir() {
        return changes.stream().anyMatch(change -> !(change instanceof Change.Touch));
    }

    Decision change(Change change) {
        List<Change> more = new ArrayList<>(changes);
        more.add(change);
        return new Decision(verdict, more, outcome, checkAfter, offAir, note);
    }

    Decision tell(Outcome told) {
        return new Decision(verdict, changes, Optional.of(told), checkAfter, offAir, note);
    }

    Decision check(Duration after) {
        return new Decision(verdict, changes, outcome, Optional.of(after), offAir, note);
    }

    Decision streamOffAir() {
        return new Decision(verdict, changes, outcome, checkAfter, true, note);
    }

    Decision answer(Verdict other) {
        return new Decision(other, changes, outcome, checkAfter, offAir, note);
    }

    Decision noted(Note other) {
        return new Decision(verdict, changes, outcome, checkAfter, offAir, other);
    }
}
