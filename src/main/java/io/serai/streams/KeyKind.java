package io.serai.streams;

/** How a hook finds a stream by one of its keys. */
public enum KeyKind {
    /** The name that is published equals the value (a room's key, a StreamHelper input key). */
    NAME("name"),
    /** The application that is published to equals the value (the key of a WebRTC room). */
    APP("app"),
    /** The name is the stream's id and the argument {@code token} equals the value. */
    TOKEN("token"),
    /** The LiveKit ingress with this id. */
    INGRESS("ingress");

    private final String text;

    KeyKind(String text) {
        this.text = text;
    }

    /** The word that stands in the database. */
    public String text() {
        return text;
    }
}
