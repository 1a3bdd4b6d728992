package io.serai.restream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A restream's state as it is written down; the parts as in {@link RestreamStatus}. */
record Told(
        RestreamState state,
        Instant since,
        int attempts,
        Optional<Instant> nextStart,
        Optional<Failure> failure,
        Wish wish,
        List<String> lines) {
    static Told of(Actual actual, Wish lastWish, List<String> lines) {
        return switch (actual) {
            case Actual.Stopped(Instant since) ->
                    new Told(
                            actual.state(),
                            since,
                            0,
                            Optional.empty(),
                            Optional.empty(),
                            lastWish,
                            lines);
            case Actual.Starting(Wish wish, Tries tries, Instant since) ->
                    told(actual, since, tries, Optional.empty(), wish, lines);
            case Actual.Running(Wish wish, Tries tries, Instant since, _) ->
                    told(actual, since, tries, Optional.empty(), wish, lines);
            case Actual.BackingOff(Wish wish, Tries tries, _, Instant since, Instant until) ->
                    told(actual, since, tries, Optional.of(until), wish, lines);
            case Actual.Stopping(Wish wish, Tries tries, _, _, Instant since, _) ->
                    told(actual, since, tries, Optional.empty(), wish, lines);
            case Actual.Failed(Wish wish, Tries tries, _, Instant since) ->
                    told(actual, since, tries, Optional.empty(), wish, lines);
        };
    }

    private static Told told(
            Actual actual,
            Instant since,
            Tries tries,
            Optional<Instant> nextStart,
            Wish wish,
            List<String> lines) {
        return new Told(
                actual.state(), since, tries.starts(), nextStart, tries.failure(), wish, lines);
    }
}
