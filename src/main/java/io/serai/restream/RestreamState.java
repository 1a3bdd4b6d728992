package io.serai.restream;

/** What a restream is doing. */
public enum RestreamState {
    /** Its process has been started; nothing has arrived at the target yet. */
    STARTING("starting"),
    RUNNING("running"),
    /** It failed, and is started again after a pause. */
    BACKING_OFF("backing-off"),
    STOPPING("stopping"),
    STOPPED("stopped"),
    /** It failed in a way that no further start would mend; a change of the destination does. */
    FAILED("failed");

    private final String text;

    RestreamState(String text) {
        this.text = text;
    }

    /** The word that stands in the database and in answers. */
    public String text() {
        return text;
    }

    static RestreamState of(String text) {
        for (RestreamState state : values()) {
            if (state.text.equals(text)) {
                return state;
            }
        }
        throw new IllegalArgumentException("No restream is " + text);
    }
}
