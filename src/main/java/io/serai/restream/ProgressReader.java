package io.serai.restream;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads what ffmpeg writes with {@code -progress}: blocks of {@code key=value}, each ended by the
 * key {@code progress}. One thread.
 */
final class ProgressReader {
    private static final int MOST_KEYS = 64;

    private final Consumer<Progress> blocks;
    private final Map<String, String> block = new HashMap<>();

    ProgressReader(Consumer<Progress> blocks) {
        this.blocks = blocks;
    }

    void line(String line) {
        int sign = line.indexOf('=');
        if (sign < 1) {
            return;
        }
        String key = line.substring(0, sign).strip();
        if (key.equals("progress")) {
            blocks.accept(progress());
            block.clear();
        } else if (block.size() < MOST_KEYS) {
            block.put(key, line.substring(sign + 1).strip());
        }
    }

    private Progress progress() {
        return new Progress(
                (long) number("frame", ""),
                number("fps", ""),
                number("bitrate", "kbits/s"),
                number("speed", "x"),
                (long) number("drop_frames", ""),
                (long) number("total_size", ""));
    }

    /** What is not known is {@code N/A}. */
    private double number(String key, String unit) {
        String text = block.getOrDefault(key, "");
        String digits =
                text.endsWith(unit) ? text.substring(0, text.length() - unit.length()) : text;
        try {
            double number = Double.parseDouble(digits.strip());
            return Double.isFinite(number) && number >= 0 ? number : 0;
        } catch (NumberFormatException unknown) {
            return 0;
        }
    }
}
