package io.serai.notify;

import java.time.Duration;

/**
 * What became of one attempt to send something by a webhook. A status is Discord's, or 0 if it was
 * not asked or did not answer.
 */
sealed interface Outcome {
    /** Discord took it. */
    record Taken(DiscordReply reply) implements Outcome {}

    /** Discord wants us to wait, or one of our other messages is under way. */
    record Held(int status, Duration pause, String reason) implements Outcome {}

    /** The webhook must not be used any more. */
    record Disabled(int status, String reason) implements Outcome {}

    /** The message that was to be edited was deleted. */
    record MessageGone() implements Outcome {}

    /** Discord refuses this message, and would again. */
    record Refused(int status, String reason) implements Outcome {}

    /** Discord has trouble; later it may work. */
    record Away(int status, String reason) implements Outcome {}
}
