package io.serai.restream;

/** What is to be done after a transition, in the order of the list. */
sealed interface Action {
    /** Start a process. */
    record Launch() implements Action {}

    /** Write {@code q} to the process's standard input: ffmpeg ends the stream properly. */
    record AskToQuit() implements Action {}

    /** SIGTERM; ffmpeg ignores the first one while it waits for a silent source. */
    record Terminate() implements Action {}

    /** SIGKILL. */
    record Kill() implements Action {}

    /** Tell that media arrives. */
    record TellRunning() implements Action {}

    /**
     * Tell that it failed.
     *
     * @param gaveUp whether nothing more is tried
     */
    record TellFailed(Failure failure, int attempts, boolean gaveUp) implements Action {}

    /** Tell that it ended as it should. */
    record TellStopped() implements Action {}
}
