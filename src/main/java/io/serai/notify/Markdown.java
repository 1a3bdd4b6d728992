package io.serai.notify;

/** Makes text that people chose harmless in a Discord message. */
public final class Markdown {
    private static final String SPECIAL = "\\*_~`|>#[]()<:@";
    private static final int LONGEST_NAME = 200;

    private Markdown() {}

    /**
     * The text as it would be read, on one line: no formatting, link or mention comes of it. Text
     * that is longer than any title of ours is cut.
     */
    public static String escape(String text) {
        String shorter = Text.cut(text, LONGEST_NAME);
        StringBuilder escaped = new StringBuilder(shorter.length() + 16);
        shorter.codePoints().forEach(point -> append(point, escaped));
        return escaped.toString().strip();
    }

    private static void append(int point, StringBuilder escaped) {
        if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029) {
            escaped.append(' ');
        } else if (!turnsDirection(point)) {
            boolean list = (point == '-' || point == '+') && escaped.toString().isBlank();
            if (list || SPECIAL.indexOf(point) >= 0) {
                escaped.append('\\');
            }
            escaped.appendCodePoint(point);
        }
    }

    /** Such characters could make the rest of the message read as something else. */
    private static boolean turnsDirection(int point) {
        return point >= 0x202A && point <= 0x202E || point >= 0x2066 && point <= 0x2069;
    }
}
