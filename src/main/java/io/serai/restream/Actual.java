package io.serai.restream;

import java.time.Instant;
import java.util.Optional;

/** What a restream is doing. Immutable. */
sealed interface Actual {
    /** There is no process, and none is due. */
    record Stopped(Instant since) implements Actual {}

    /** The process was started; nothing has arrived at the target yet. */
    record Starting(Wish wish, Tries tries, Instant since) implements Actual {}

    /**
     * Media arrives at the target.
     *
     * @param progressAt when it last went on
     */
    record Running(Wish wish, Tries tries, Instant since, Instant progressAt) implements Actual {}

    /** There is no process; the next one comes at {@code until}. */
    record BackingOff(Wish wish, Tries tries, Failure failure, Instant since, Instant until)
            implements Actual {}

    /**
     * The process is being ended.
     *
     * @param failure why, if not because it is wanted no more or changed: then the next start
     *     follows a pause
     * @param runningSince when media first arrived, if any did
     * @param asked how many of the means were used
     */
    record Stopping(
            Wish wish,
            Tries tries,
            Optional<Failure> failure,
            Optional<Instant> runningSince,
            Instant since,
            int asked)
            implements Actual {}

    /** There is no process; only another wish starts one. */
    record Failed(Wish wish, Tries tries, Failure failure, Instant since) implements Actual {}

    Instant since();

    /** Whether there is a process. */
    default boolean living() {
        return switch (this) {
            case Starting _, Running _, Stopping _ -> true;
            case Stopped _, BackingOff _, Failed _ -> false;
        };
    }

    /** As the rest of the world is told. */
    default RestreamState state() {
        return switch (this) {
            case Stopped _ -> RestreamState.STOPPED;
            case Starting _ -> RestreamState.STARTING;
            case Running _ -> RestreamState.RUNNING;
            case BackingOff _ -> RestreamState.BACKING_OFF;
            case Stopping _ -> RestreamState.STOPPING;
            case Failed _ -> RestreamState.FAILED;
        };
    }
}
