package io.serai.restream;

/** What a restream learns. */
sealed interface Input {
    /** It is wanted, for this. */
    record Wanted(Wish wish) implements Input {}

    /** It is wanted no more. */
    record Unwanted() implements Input {}

    /** The process told that media arrived at the target, more than before. */
    record Progressed() implements Input {}

    /**
     * The process has ended, or could not be started.
     *
     * @param failure what it looks like, if it was not to end
     */
    record Ended(Failure failure) implements Input {}

    /** Time has passed. */
    record Tick() implements Input {}
}
