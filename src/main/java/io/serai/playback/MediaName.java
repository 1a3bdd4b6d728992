package io.serai.playback;

import io.serai.common.ControlException.Invalid;
import io.serai.common.http.HttpCall;
import java.util.Optional;

/**
 * The name of a stream or of an application, which stands as one part in the paths of a media
 * server. It may be a key.
 */
record MediaName(String value) {
    /** In code points. */
    static final int LONGEST = 128;

    MediaName {
        if (!isName(value)) {
            throw new IllegalArgumentException("That is no name of a stream");
        }
    }

    /**
     * The query field, if it is present.
     *
     * @throws Invalid if it is no name
     */
    static Optional<MediaName> in(HttpCall call, String field) {
        return call.query(field)
                .map(
                        value -> {
                            if (!isName(value)) {
                                throw new Invalid(
                                        "The parameter "
                                                + field
                                                + " has more than "
                                                + LONGEST
                                                + " characters, or some that no name has");
                            }
                            return new MediaName(value);
                        });
    }

    /** As part of an address. */
    String encoded() {
        return Percent.encode(value);
    }

    @Override
    public String toString() {
        return "***";
    }

    /** Whether it can be one part of a path, and means the same before and after decoding. */
    static boolean isName(String value) {
        return isText(value)
                && !value.equals(".")
                && !value.equals("..")
                && value.chars().noneMatch(each -> "/\\?#%".indexOf(each) >= 0);
    }

    /** Whether it is as short as a name, and whole characters on one line. */
    static boolean isText(String value) {
        return !value.isEmpty()
                && value.length() <= 2 * LONGEST
                && value.codePointCount(0, value.length()) <= LONGEST
                && value.codePoints().allMatch(MediaName::isVisible);
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
