package io.serai.live;

/** What a media server is to be told. */
public sealed interface Verdict {
    /**
     * Go on.
     *
     * @param live whether the stream is on air
     */
    record Accepted(boolean live) implements Verdict {}

    /**
     * Refuse, or for an update: end the publisher.
     *
     * @param message for people; no secrets
     */
    record Refused(Reason reason, String message) implements Verdict {}

    /** Why a hook is refused; also a label of the metrics. */
    enum Reason {
        UNKNOWN_STREAM,
        WRONG_TOKEN,
        ALREADY_LIVE,
        SUPERSEDED_SERVER,
        STALLED
    }
}
