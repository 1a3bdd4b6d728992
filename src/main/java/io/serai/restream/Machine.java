package io.serai.restream;

import io.serai.restream.Action.AskToQuit;
import io.serai.restream.Action.Kill;
import io.serai.restream.Action.Launch;
import io.serai.restream.Action.TellFailed;
import io.serai.restream.Action.TellRunning;
import io.serai.restream.Action.TellStopped;
import io.serai.restream.Action.Terminate;
import io.serai.restream.Actual.BackingOff;
import io.serai.restream.Actual.Failed;
import io.serai.restream.Actual.Running;
import io.serai.restream.Actual.Starting;
import io.serai.restream.Actual.Stopped;
import io.serai.restream.Actual.Stopping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The rules of a restream: what is wanted, what is, and what follows. Pure but for the chance in
 * pauses. Used by one thread for each restream; the rules themselves keep no state.
 */
final class Machine {
    /** The means to end a process, and how long after the first one each is used. */
    private static final List<Means> ORDERLY =
            List.of(
                    new Means(Duration.ZERO, new AskToQuit()),
                    new Means(Duration.ofSeconds(1), new Terminate()),
                    new Means(Duration.ofSeconds(2), new Terminate()),
                    new Means(Duration.ofSeconds(5), new Kill()));

    /** For one that hangs: it would not read what it is asked. */
    private static final List<Means> HANGING =
            List.of(
                    new Means(Duration.ZERO, new Terminate()),
                    new Means(Duration.ofSeconds(1), new Terminate()),
                    new Means(Duration.ofSeconds(2), new Kill()));

    private final RestreamSettings.Process times;
    private final RandomGenerator random;

    private record Means(Duration after, Action action) {}

    /**
     * A restream at a moment.
     *
     * @param wish what it is wanted for; empty: it is not wanted
     */
    record Situation(Optional<Wish> wish, Actual actual) {
        static Situation idle(Instant now) {
            return new Situation(Optional.empty(), new Stopped(now));
        }
    }

    /** What follows. */
    record Step(Situation next, List<Action> actions) {}

    Machine(RestreamSettings.Process times, RandomGenerator random) {
        this.times = times;
        this.random = random;
    }

    Step next(Situation now, Input input, Instant at) {
        return switch (input) {
            case Input.Wanted(Wish wish) -> wanted(now.actual(), wish, at);
            case Input.Unwanted() -> unwanted(now.actual(), at);
            case Input.Progressed() -> progressed(now, at);
            case Input.Ended(Failure failure) -> ended(now, failure, at);
            case Input.Tick() -> tick(now, at);
        };
    }

    /** When it wants a tick at the latest; empty: never. */
    Optional<Instant> due(Actual actual) {
        return switch (actual) {
            case Starting starting -> Optional.of(starting.since().plus(times.startLimit()));
            case Running running -> Optional.of(running.progressAt().plus(times.stallLimit()));
            case BackingOff waiting -> Optional.of(waiting.until());
            case Stopping stopping -> nextMeans(stopping).map(stopping.since()::plus);
            case Stopped _, Failed _ -> Optional.empty();
        };
    }

    private Step wanted(Actual actual, Wish wish, Instant at) {
        Optional<Wish> wished = Optional.of(wish);
        return switch (actual) {
            case Stopped _ -> launch(wish, Tries.FIRST, at);
            // What runs well is not interrupted because a new broadcast began.
            case Starting(Wish of, Tries tries, Instant since)
                    when of.revision() == wish.revision() ->
                    still(wished, new Starting(wish, tries, since));
            case Running(Wish of, Tries tries, Instant since, Instant progressAt)
                    when of.revision() == wish.revision() ->
                    still(wished, new Running(wish, tries, since, progressAt));
            case Starting(Wish of, Tries tries, _) ->
                    stop(wished, of, tries, Optional.empty(), Optional.empty(), at);
            case Running(Wish of, Tries tries, Instant since, _) ->
                    stop(wished, of, tries, Optional.empty(), Optional.of(since), at);
            case BackingOff waiting when waiting.wish().equals(wish) -> still(wished, waiting);
            case Failed failed when failed.wish().equals(wish) -> still(wished, failed);
            case BackingOff _, Failed _ -> launch(wish, Tries.FIRST, at);
            case Stopping stopping -> still(wished, stopping);
        };
    }

    private Step unwanted(Actual actual, Instant at) {
        Optional<Wish> none = Optional.empty();
        return switch (actual) {
            case Starting(Wish of, Tries tries, _) ->
                    stop(none, of, tries, Optional.empty(), Optional.empty(), at);
            case Running(Wish of, Tries tries, Instant since, _) ->
                    stop(none, of, tries, Optional.empty(), Optional.of(since), at);
            case BackingOff _ -> stopped(at);
            case Failed _ -> still(none, new Stopped(at));
            case Stopped _, Stopping _ -> still(none, actual);
        };
    }

    private static Step progressed(Situation now, Instant at) {
        return switch (now.actual()) {
            case Starting(Wish of, Tries tries, _) ->
                    new Step(
                            new Situation(now.wish(), new Running(of, tries, at, at)),
                            List.of(new TellRunning()));
            case Running(Wish of, Tries tries, Instant since, _) ->
                    still(now.wish(), new Running(of, tries, since, at));
            case Stopped _, BackingOff _, Stopping _, Failed _ -> new Step(now, List.of());
        };
    }

    private Step ended(Situation now, Failure failure, Instant at) {
        return switch (now.actual()) {
            case Starting(Wish of, Tries tries, _) -> failed(of, tries, failure, at);
            case Running(Wish of, Tries tries, Instant since, _) ->
                    failed(of, afterRun(tries, since, at), failure, at);
            case Stopping(
                            Wish of,
                            Tries tries,
                            Optional<Failure> because,
                            Optional<Instant> runningSince,
                            _,
                            _) -> {
                if (now.wish().isEmpty()) {
                    yield stopped(at);
                }
                Tries after = runningSince.map(since -> afterRun(tries, since, at)).orElse(tries);
                // The wish may have changed while the process was being ended for a failure.
                yield because.isPresent() && of.revision() == now.wish().get().revision()
                        ? failed(now.wish().get(), after, because.get(), at)
                        : launch(now.wish().get(), Tries.FIRST, at);
            }
            case Stopped _, BackingOff _, Failed _ -> new Step(now, List.of());
        };
    }

    private Step tick(Situation now, Instant at) {
        Optional<Instant> due = due(now.actual());
        if (due.isEmpty() || at.isBefore(due.get())) {
            return new Step(now, List.of());
        }
        return switch (now.actual()) {
            case Starting(Wish of, Tries tries, _) ->
                    stop(now.wish(), of, tries, Optional.of(neverStarted()), Optional.empty(), at);
            case Running(Wish of, Tries tries, Instant since, _) ->
                    stop(now.wish(), of, tries, Optional.of(stalled()), Optional.of(since), at);
            case BackingOff(Wish of, Tries tries, _, _, _) -> launch(of, tries.again(), at);
            case Stopping stopping -> useMeans(now.wish(), stopping);
            case Stopped _, Failed _ -> new Step(now, List.of());
        };
    }

    private Tries afterRun(Tries tries, Instant runningSince, Instant at) {
        boolean stable = !at.isBefore(runningSince.plus(times.stableAfter()));
        return stable ? Tries.FIRST : tries;
    }

    private Step failed(Wish wish, Tries tries, Failure failure, Instant at) {
        Tries after = tries.failed(failure);
        Policy policy = Policy.of(failure.kind());
        boolean gaveUp = policy.givesUp(after);
        Actual next =
                gaveUp
                        ? new Failed(wish, after, failure, at)
                        : new BackingOff(
                                wish, after, failure, at, at.plus(policy.pause(after, random)));
        return new Step(
                new Situation(Optional.of(wish), next),
                List.of(new TellFailed(failure, after.starts(), gaveUp)));
    }

    private static Step launch(Wish wish, Tries tries, Instant at) {
        return new Step(
                new Situation(Optional.of(wish), new Starting(wish, tries, at)),
                List.of(new Launch()));
    }

    private static Step stop(
            Optional<Wish> wish,
            Wish of,
            Tries tries,
            Optional<Failure> failure,
            Optional<Instant> runningSince,
            Instant at) {
        return useMeans(wish, new Stopping(of, tries, failure, runningSince, at, 0));
    }

    private static Step useMeans(Optional<Wish> wish, Stopping stopping) {
        Action action = means(stopping).get(stopping.asked()).action();
        Stopping asked =
                new Stopping(
                        stopping.wish(),
                        stopping.tries(),
                        stopping.failure(),
                        stopping.runningSince(),
                        stopping.since(),
                        stopping.asked() + 1);
        return new Step(new Situation(wish, asked), List.of(action));
    }

    private static Optional<Duration> nextMeans(Stopping stopping) {
        return means(stopping).stream().skip(stopping.asked()).findFirst().map(Means::after);
    }

    private static List<Means> means(Stopping stopping) {
        return stopping.failure().isPresent() ? HANGING : ORDERLY;
    }

    private static Step stopped(Instant at) {
        return new Step(
                new Situation(Optional.empty(), new Stopped(at)), List.of(new TellStopped()));
    }

    private static Step still(Optional<Wish> wish, Actual actual) {
        return new Step(new Situation(wish, actual), List.of());
    }

    private Failure neverStarted() {
        return new Failure(
                FailureKind.STALLED,
                "No media arrived at the target within " + times.startLimit().toSeconds() + " s");
    }

    private Failure stalled() {
        return new Failure(
                FailureKind.STALLED, "No progress for " + times.stallLimit().toSeconds() + " s");
    }
}
