package io.serai.chat;

import java.time.Duration;

/** What becomes of a message. */
sealed interface Judgement {
    /**
     * It is shown.
     *
     * @param delay how much later to all but its author; zero: at once
     */
    record Show(Duration delay) implements Judgement {}

    /**
     * It is not.
     *
     * @param text content of the ERROR frame
     */
    record Refuse(String text) implements Judgement {}
}
