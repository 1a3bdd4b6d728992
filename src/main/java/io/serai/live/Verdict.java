package io.serai.live;

/** What a media server is to be told. */
public sealed interface Verdict {
    /** What it rests on, for the journal; a media server is not told. */
    Grounds grounds();

    /** The same verdict with what it rests on. */
    Verdict on(Grounds grounds);

    /**
     * Go on.
     *
     * @param live whether the stream is on air
     */
    record Accepted(boolean live, Grounds grounds) implements Verdict {
        public Accepted(boolean live) {
            this(live, Grounds.NONE);
        }

        @Override
        public Accepted on(Grounds other) {
            return new Accepted(live, other);
        }
    }

    /**
     * Refuse, or for an update: end the publisher.
     *
     * @param message for people; no secrets
     */
    record Refused(Reason reason, String message, Grounds grounds) implements Verdict {
        public Refused(Reason reason, String message) {
            this(reason, message, Grounds.NONE);
        }

        @Override
        public Refused on(Grounds other) {
            return new Refused(reason, message, other);
        }
    }

    /** Why a hook is refused; also a label of the metrics. */
    enum Reason {
        UNKNOWN_STREAM,
        WRONG_TOKEN,
        ALREADY_LIVE,
        SUPERSEDED_SERVER,
        STALLED
    }
}
