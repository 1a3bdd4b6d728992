package io.serai.restream;

/** Why a process ended that should not have, or could not be started. */
public enum FailureKind {
    /**
     * The target closed the connection when the stream was to begin: the key or the application.
     */
    KEY_REFUSED("key-refused"),
    /** The target says that somebody streams with this key already. */
    KEY_IN_USE("key-in-use"),
    HOST_UNKNOWN("host-unknown"),
    CONNECTION_REFUSED("connection-refused"),
    TLS("tls"),
    /** The target does not answer. */
    TIMED_OUT("timed-out"),
    /** The target closed the connection in the middle. */
    CONNECTION_LOST("connection-lost"),
    /** The media server does not give us the stream, or no longer. */
    INPUT_GONE("input-gone"),
    /** The process ran, but no media went through it. */
    STALLED("stalled"),
    /** Somebody else ended the process by a signal. */
    KILLED("killed"),
    /** The address is none that may be sent to. */
    FORBIDDEN_TARGET("forbidden-target"),
    /** The key does not open with ENCRYPTION_KEY. */
    UNREADABLE_KEY("unreadable-key"),
    /** ffmpeg could not be started, or does not understand its arguments. */
    NOT_STARTED("not-started"),
    /** As many processes run as may. */
    LIMIT("limit"),
    UNKNOWN("unknown");

    private final String text;

    FailureKind(String text) {
        this.text = text;
    }

    /** The word that stands in the database, in events, metrics and answers. */
    public String text() {
        return text;
    }

    static FailureKind of(String text) {
        for (FailureKind kind : values()) {
            if (kind.text.equals(text)) {
                return kind;
            }
        }
        return UNKNOWN;
    }
}
