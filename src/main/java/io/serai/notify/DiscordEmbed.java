package io.serai.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One block of a Discord message, cut to Discord's limits (its documentation, "Embed Limits"): each
 * part has its own, and all parts together have one. What comes first is kept.
 *
 * @param colour red, green and blue as 0xRRGGBB
 */
public record DiscordEmbed(
        String title,
        String description,
        int colour,
        List<Field> fields,
        Instant at,
        String footer) {
    private static final int LONGEST_TITLE = 256;
    private static final int LONGEST_DESCRIPTION = 4096;
    private static final int LONGEST_FOOTER = 2048;
    private static final int MOST_FIELDS = 25;
    private static final int LONGEST_TOGETHER = 6000;

    /** A heading and the text below it. Discord refuses empty ones, so they show a dash. */
    public record Field(String name, String value) {
        private static final int LONGEST_NAME = 256;
        private static final int LONGEST_VALUE = 1024;
        private static final String NOTHING = "\u2013";

        public Field {
            name = Text.cut(name.isBlank() ? NOTHING : name, LONGEST_NAME);
            value = Text.cut(value.isBlank() ? NOTHING : value, LONGEST_VALUE);
        }

        int length() {
            return name.length() + value.length();
        }
    }

    public DiscordEmbed {
        title = Text.cut(title, LONGEST_TITLE);
        footer = Text.cut(footer, LONGEST_FOOTER);
        description = Text.cut(description, LONGEST_DESCRIPTION);
        int left = LONGEST_TOGETHER - title.length() - footer.length();
        description = Text.cut(description, Math.min(left, LONGEST_DESCRIPTION));
        left -= description.length();
        List<Field> fitting = new ArrayList<>();
        for (Field field : fields) {
            if (fitting.size() == MOST_FIELDS || field.length() > left) {
                break;
            }
            fitting.add(field);
            left -= field.length();
        }
        fields = List.copyOf(fitting);
    }
}
