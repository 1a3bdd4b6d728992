package io.serai.srs;

import io.serai.common.ControlException.Invalid;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A stream as a WebRTC client names it. SRS takes an address apart by its slashes, question marks
 * and dots, so only names that come out of that as they went in are allowed.
 *
 * @param app the application
 * @param name the stream's name there; it may be a key
 * @param arguments what its hooks are told besides, such as {@code token}
 */
public record RtcStream(String app, String name, Map<String, String> arguments) {
    /** Letters of any script, because people choose names. SRS does not decode percent signs. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}._~@+:-]{1,256}");

    private static final Pattern ONLY_DOTS = Pattern.compile("\\.+");

    private static final Pattern ARGUMENT = Pattern.compile("[a-z]{1,16}");
    private static final int LONGEST_ARGUMENT = 512;

    /**
     * @throws Invalid if a part is not usable
     */
    public RtcStream {
        check("app", app);
        check("stream", name);
        arguments = Map.copyOf(new TreeMap<>(arguments));
        arguments.forEach(
                (key, value) -> {
                    if (!ARGUMENT.matcher(key).matches() || value.length() > LONGEST_ARGUMENT) {
                        throw new Invalid(key + " is too long");
                    }
                });
    }

    /** SRS reads {@code app...vhost...name} as a virtual host, and leaves _definst_ out. */
    private static void check(String what, String word) {
        if (!WORD.matcher(word).matches()
                || ONLY_DOTS.matcher(word).matches()
                || word.contains("...")
                || word.startsWith("_definst_")) {
            throw new Invalid(
                    what + " is 1 to 256 letters, digits or characters of ._~@+:- and no address");
        }
    }

    /** {@code /app/name?token=value}, as the path of an address. */
    String path() {
        String query =
                new TreeMap<>(arguments)
                        .entrySet().stream()
                                .map(one -> one.getKey() + "=" + escape(one.getValue()))
                                .collect(Collectors.joining("&", "?", ""));
        return "/" + app + "/" + name + (arguments.isEmpty() ? "" : query);
    }

    /**
     * {@code app=live&stream=name&token=value}, as WHIP and WHEP have it.
     *
     * @throws Invalid if SRS, which decodes nothing, would read another name
     */
    String query() {
        if (!escape(app + name).equals(app + name)) {
            throw new Invalid("app and stream are letters, digits or characters of ._-");
        }
        return "app="
                + app
                + "&stream="
                + name
                + new TreeMap<>(arguments)
                        .entrySet().stream()
                                .map(one -> "&" + one.getKey() + "=" + escape(one.getValue()))
                                .collect(Collectors.joining());
    }

    private static String escape(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Names and arguments may be keys. */
    @Override
    public String toString() {
        return "***";
    }
}
