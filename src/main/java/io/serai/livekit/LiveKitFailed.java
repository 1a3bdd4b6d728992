package io.serai.livekit;

/** LiveKit did not do what it was asked. The message is for people and holds no secret. */
public final class LiveKitFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** There was no connection. */
        UNREACHABLE("LiveKit can't be reached"),
        /** The connection ended before the answer did; whether it was done is not known. */
        BROKEN_OFF("LiveKit broke off its answer"),
        /** No whole answer within the deadline; whether it was done is not known. */
        DEADLINE("LiveKit did not answer in time"),
        /** It does not know our key, or our secret is wrong. */
        CREDENTIALS("LiveKit refuses LIVEKIT_API_KEY or LIVEKIT_API_SECRET"),
        /** It was not asked, because it failed again and again a moment ago. */
        PAUSED("LiveKit has failed repeatedly and is not asked for a moment"),
        /** It says that the question is wrong. */
        REFUSED("LiveKit refuses this"),
        /** It says that it failed, or something that nobody understands. */
        FAULT("LiveKit failed");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    LiveKitFailed(Reason reason) {
        super(reason.text());
        this.reason = reason;
    }

    LiveKitFailed(Reason reason, String more) {
        super(reason.text() + ": " + more);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
