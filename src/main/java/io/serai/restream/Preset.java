package io.serai.restream;

import io.serai.restream.Target.Scheme;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What ffmpeg learns of a target by a file instead of its arguments, which everybody on the machine
 * can read. ffmpeg reads it line by line, takes what follows the first {@code =} as it is, and no
 * line longer than 999 bytes.
 */
final class Preset {
    private static final int LONGEST_LINE = 999;

    private final Map<String, String> options = new LinkedHashMap<>();
    private final TargetKey key;

    private Preset(TargetKey key) {
        this.key = key;
    }

    /**
     * For RTMP the key is the name under which the stream is published. For SRT it is the stream
     * id; one that begins with {@code streamid=} or {@code passphrase=} is a list of both, joined
     * by {@code &}.
     *
     * @throws IllegalArgumentException when ffmpeg would read more or less than the key; the
     *     message does not hold it
     */
    static Preset of(Target target, TargetKey key) {
        Preset preset = new Preset(key);
        if (target.scheme() != Scheme.SRT) {
            preset.put("rtmp_playpath", key.value());
        } else if (isList(key.value())) {
            for (String part : key.value().split("&", -1)) {
                String[] pair = part.split("=", 2);
                if (pair.length < 2 || !List.of("streamid", "passphrase").contains(pair[0])) {
                    throw new IllegalArgumentException(
                            "A key of SRT is a stream id, or streamid=...&passphrase=...");
                }
                preset.put(pair[0], pair[1]);
            }
        } else {
            preset.put("streamid", key.value());
        }
        return preset;
    }

    private static boolean isList(String key) {
        return key.startsWith("streamid=") || key.startsWith("passphrase=");
    }

    private void put(String option, String value) {
        byte[] line = (option + "=" + value).getBytes(StandardCharsets.UTF_8);
        boolean oneLine = value.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0);
        if (value.isEmpty() || !oneLine || line.length >= LONGEST_LINE) {
            throw new IllegalArgumentException("The key can't be given to ffmpeg");
        }
        options.put(option, value);
    }

    /** The content of the file. */
    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        options.forEach(
                (option, value) -> text.append(option).append('=').append(value).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What must not appear where people read: the key, and the parts by which it is used. */
    List<String> secrets() {
        String whole = key.value();
        int query = whole.indexOf('?');
        Stream<String> name = query > 0 ? Stream.of(whole.substring(0, query)) : Stream.empty();
        return Stream.concat(Stream.of(whole), Stream.concat(options.values().stream(), name))
                .distinct()
                .toList();
    }

    @Override
    public String toString() {
        return "***";
    }
}
