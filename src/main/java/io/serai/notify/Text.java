package io.serai.notify;

/** Cuts text to what Discord accepts. */
final class Text {
    private static final String CUT = "\u2026";

    private Text() {}

    /**
     * At most {@code most} characters, never half of one that takes two. Counted as UTF-16 does:
     * whatever Discord counts, it is not more.
     */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - CUT.length();
        if (end <= 0) {
            return "";
        }
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + CUT;
    }
}
