package io.serai.restream;

import io.serai.common.ControlException.Invalid;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of a server that takes streams, without the key: RTMP with the application as its
 * path, or SRT.
 *
 * @param url as it was entered, for people and for ffmpeg
 * @param host without brackets
 * @param port the usual one of the scheme where the address has none
 * @param application the path without its first slash, and the query if there is one; RTMP only
 */
public record Target(Scheme scheme, String url, String host, int port, String application) {
    private static final int LONGEST = 1024;

    /** The C library reads 0177.0.0.1 in octal and Java does not, so only one form is taken. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");

    /**
     * What ffmpeg makes of an SRT address's query; a caller's time-outs and sizes, nothing else.
     */
    private static final Set<String> SRT_OPTIONS =
            Set.of("mode", "latency", "rcvlatency", "peerlatency", "pbkeylen", "pkt_size", "maxbw");

    /** How it is spoken to. */
    public enum Scheme {
        RTMP(1935),
        RTMPS(443),
        SRT(0);

        private final int port;

        Scheme(int port) {
            this.port = port;
        }

        private static Optional<Scheme> of(String text) {
            return Arrays.stream(values())
                    .filter(scheme -> scheme.name().equalsIgnoreCase(text))
                    .findFirst();
        }
    }

    /**
     * Reads what somebody entered; asks nobody.
     *
     * @throws Invalid when it is no such address; the message says what it has to be
     */
    public static Target parse(String text) {
        if (text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new Invalid("rtmpUrl must be an address of printable ASCII, up to 1024 long");
        }
        URI uri = uri(text);
        Scheme scheme =
                Scheme.of(String.valueOf(uri.getScheme()))
                        .orElseThrow(() -> new Invalid("rtmpUrl must be rtmp, rtmps or srt"));
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw new Invalid("rtmpUrl must name a host");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new Invalid("rtmpUrl must hold no user, password or fragment");
        }
        int port = uri.getPort() == -1 ? scheme.port : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new Invalid("rtmpUrl must have a port");
        }
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        if (NUMBERS.matcher(host).matches() && !IPV4.matcher(host).matches()) {
            throw new Invalid("rtmpUrl must name a host or its address in the usual form");
        }
        return new Target(scheme, text, host, port, application(scheme, uri));
    }

    private static URI uri(String text) {
        try {
            return new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw new Invalid("rtmpUrl must be an address such as rtmp://host/app");
        }
    }

    private static String application(Scheme scheme, URI uri) {
        Optional<String> query = Optional.ofNullable(uri.getRawQuery());
        String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("/+$", "");
        if (scheme == Scheme.SRT) {
            query.ifPresent(Target::requireSrtOptions);
            if (!path.isEmpty()) {
                throw new Invalid("rtmpUrl of SRT has no path: its stream id is the key");
            }
            return "";
        }
        if (path.length() < 2) {
            throw new Invalid("rtmpUrl must have an application, as in rtmp://host/app");
        }
        return path.substring(1) + query.map(text -> "?" + text).orElse("");
    }

    private static void requireSrtOptions(String query) {
        for (String option : query.split("&")) {
            String[] pair = option.split("=", 2);
            String name = pair[0].toLowerCase(Locale.ROOT);
            if (!SRT_OPTIONS.contains(name) || pair.length < 2 || !pair[1].matches("[a-z0-9]+")) {
                throw new Invalid(
                        "rtmpUrl of SRT may only set "
                                + String.join(", ", SRT_OPTIONS.stream().sorted().toList())
                                + "; streamid and passphrase belong into the key");
            }
            if (name.equals("mode") && !pair[1].equals("caller")) {
                throw new Invalid("rtmpUrl of SRT has the mode caller");
            }
        }
    }
}
