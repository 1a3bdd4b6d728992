package io.serai.events;

import java.time.Duration;

/** What became of one attempt of a reaction. */
sealed interface Outcome {
    record Succeeded() implements Outcome {}

    record Failed(String error) implements Outcome {}

    /** The target said when to come back. */
    record Postponed(String error, Duration pause) implements Outcome {
        private static final Duration SHORTEST = Duration.ofMillis(100);
        private static final Duration LONGEST = Duration.ofDays(1);

        public Postponed {
            pause = pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
            pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        }
    }

    /** No further attempt can succeed. */
    record GivenUp(String error) implements Outcome {}

    /** As the label of a metric. */
    default String label() {
        return switch (this) {
            case Succeeded succeeded -> "succeeded";
            case Failed failed -> "failed";
            case Postponed postponed -> "postponed";
            case GivenUp givenUp -> "given-up";
        };
    }

    /** The outcome of an attempt that ended with this error; its causes are looked at too. */
    static Outcome of(Throwable error) {
        Throwable each = error;
        for (int depth = 0; each != null && depth < 20; depth++, each = each.getCause()) {
            if (each instanceof RetryLater later) {
                return new Postponed(ErrorText.clean(text(later)), later.waitingTime());
            }
            if (each instanceof GiveUp) {
                return new GivenUp(ErrorText.clean(text(each)));
            }
        }
        return new Failed(ErrorText.of(error));
    }

    private static String text(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }
}
