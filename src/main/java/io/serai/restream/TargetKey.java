package io.serai.restream;

import io.serai.common.ControlException.Invalid;
import java.nio.charset.StandardCharsets;

/**
 * The secret by which a platform knows whose stream it is: 1 to 512 printable characters without
 * white space. It never appears in a log: {@link #toString} masks it.
 */
public record TargetKey(String value) {
    private static final int MOST_CHARACTERS = 512;

    /** ffmpeg reads the lines of a preset file in pieces of 1000 bytes, the option included. */
    private static final int MOST_BYTES = 900;

    /**
     * @throws IllegalArgumentException when it is not such a text; the message does not hold it
     */
    public TargetKey {
        if (!isKey(value)) {
            throw new IllegalArgumentException("Not a key of a destination");
        }
    }

    /**
     * What somebody entered.
     *
     * @throws Invalid when it is no key
     */
    public static TargetKey entered(String text) {
        if (!isKey(text)) {
            throw new Invalid(
                    "streamKey must be 1 to 512 printable characters without white space");
        }
        return new TargetKey(text);
    }

    private static boolean isKey(String text) {
        return !text.isEmpty()
                && text.codePointCount(0, text.length()) <= MOST_CHARACTERS
                && text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                && text.codePoints().allMatch(TargetKey::printable);
    }

    private static boolean printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return "***";
    }
}
