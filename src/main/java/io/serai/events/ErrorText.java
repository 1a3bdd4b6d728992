package io.serai.events;

import java.util.regex.Pattern;

/**
 * An error in one line, for the log and for operators. Of a URL only scheme and host are left:
 * paths and queries often hold tokens.
 */
final class ErrorText {
    private static final int LONGEST = 500;
    private static final Pattern URL =
            Pattern.compile(
                    "\\b([a-zA-Z][a-zA-Z0-9+.-]*)://(?:[^\\s/@?#\"']*@)?([^\\s/?#\"'@]*)[^\\s\"'<>]*");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}]+");

    private ErrorText() {}

    static String of(Throwable error) {
        String message = error.getMessage();
        String kind = error.getClass().getSimpleName();
        return clean(message == null || message.isBlank() ? kind : kind + ": " + message);
    }

    static String clean(String text) {
        // A text may be megabytes; only its start is looked at.
        String start = text.substring(0, Math.min(text.length(), 4 * LONGEST));
        String masked = URL.matcher(start).replaceAll("$1://$2/...");
        String line = EventJson.storable(SPACE.matcher(masked).replaceAll(" ").strip());
        return line.length() <= LONGEST
                ? line
                : EventJson.storable(line.substring(0, LONGEST - 3)) + "...";
    }
}
