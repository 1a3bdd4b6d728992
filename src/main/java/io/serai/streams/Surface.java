package io.serai.streams;

/** Which client-facing API a stream was made through. */
public enum Surface {
    PIXELCAST("pixelcast"),
    STREAMIT("streamit"),
    LIVE_SERVICE("live-service"),
    STREAMHELPER("streamhelper");

    private final String text;

    Surface(String text) {
        this.text = text;
    }

    /** The word that stands in the database and in events. */
    public String text() {
        return text;
    }

    public static Surface of(String text) {
        for (Surface surface : values()) {
            if (surface.text.equals(text)) {
                return surface;
            }
        }
        throw new IllegalArgumentException("No surface is called " + text);
    }
}
