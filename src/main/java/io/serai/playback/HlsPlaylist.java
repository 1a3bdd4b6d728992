package io.serai.playback;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites a playlist, so that a player who got it through Serai gets what it names through Serai
 * too: relative to {@code /api/hls/proxy?url=} it would find nothing. What lies on another server,
 * or is neither playlist nor segment, stays as it is.
 */
final class HlsPlaylist {
    private static final String FIRST_LINE = "#EXTM3U";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
    private static final Pattern ATTRIBUTE = Pattern.compile("(?<=[:,])URI=\"([^\"]*)\"");

    private final URI server;
    private final HlsPath playlist;

    HlsPlaylist(URI server, HlsPath playlist) {
        this.server = server;
        this.playlist = playlist;
    }

    /** The playlist as the player gets it; bytes that are none stay as they are. */
    byte[] rewrite(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!text.startsWith(FIRST_LINE)) {
            return body;
        }
        StringBuilder rewritten = new StringBuilder(text.length() * 2);
        text.lines().map(this::line).forEach(line -> rewritten.append(line).append('\n'));
        return rewritten.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String line(String line) {
        if (line.isBlank()) {
            return line;
        }
        if (!line.startsWith("#")) {
            return address(line.strip());
        }
        return ATTRIBUTE
                .matcher(line)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        "URI=\"" + address(found.group(1)) + "\""));
    }

    private String address(String address) {
        return path(address)
                .flatMap(HlsPath::read)
                .map(path -> "proxy?url=" + Percent.encodeWithSlashes(path.text()))
                .orElse(address);
    }

    /** The decoded path at our server, with its query. */
    private Optional<String> path(String address) {
        if (SCHEME.matcher(address).matches()) {
            return ofServer(address);
        }
        String noFragment = address.split("#", 2)[0];
        if (noFragment.startsWith("//")) {
            return Optional.empty();
        }
        String[] pathAndQuery = noFragment.split("\\?", 2);
        String query = pathAndQuery.length == 2 ? "?" + pathAndQuery[1] : "";
        return Percent.decode(pathAndQuery[0])
                .map(path -> path.startsWith("./") ? path.substring(2) : path)
                .map(path -> path.startsWith("/") ? path : playlist.beside(path))
                .map(path -> path + query);
    }

    private Optional<String> ofServer(String address) {
        try {
            URI parsed = new URI(address);
            boolean ours =
                    server.getScheme().equalsIgnoreCase(parsed.getScheme())
                            && server.getRawAuthority().equalsIgnoreCase(parsed.getRawAuthority());
            String query = parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery();
            return ours ? path(parsed.getRawPath() + query) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
