package io.serai.common;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The addresses that people and their programs are shown. Serai itself calls none of them. An
 * address has no slash at its end.
 *
 * @param srsHost host of SRS; empty: {@code srsServer}
 * @param srsServer host by which Serai reaches SRS
 * @param rtmpPort port of RTMP at SRS
 * @param httpPort port of HTTP-FLV and HLS at SRS
 * @param rtmpUrl where encoders publish and players play; empty: {@code srsHost} and {@code
 *     rtmpPort}
 * @param hlsUrl where HTTP-FLV and HLS are; empty: {@code srsHost} and {@code httpPort}
 * @param baseUrl Serai itself; absent: as each caller reached it
 * @param stunUrls servers that tell browsers their own address
 */
@ConfigurationProperties("serai.addresses")
public record PublicAddresses(
        @DefaultValue("") String srsHost,
        @DefaultValue("127.0.0.1") String srsServer,
        @DefaultValue("1935") int rtmpPort,
        @DefaultValue("8080") int httpPort,
        @DefaultValue("") String rtmpUrl,
        @DefaultValue("") String hlsUrl,
        @DefaultValue("") String baseUrl,
        @DefaultValue({
                    "stun:stun.l.google.com:19302",
                    "stun:stun1.l.google.com:19302",
                    "stun:stun2.l.google.com:19302"
                })
                List<String> stunUrls) {
    private static final Set<String> RTMP = Set.of("rtmp", "rtmps");
    private static final Set<String> HTTP = Set.of("http", "https");
    private static final Pattern STUN = Pattern.compile("stuns?:[A-Za-z0-9.:\\[\\]-]+");

    public PublicAddresses {
        srsHost = host(srsHost.isBlank() ? srsServer.strip() : srsHost.strip());
        rtmpUrl =
                url("SRS_RTMP_URL", rtmpUrl, RTMP)
                        .orElse("rtmp://" + srsHost + ":" + port("SRS_RTMP_PORT", rtmpPort));
        hlsUrl =
                url("SRS_HLS_URL", hlsUrl, HTTP)
                        .orElse("http://" + srsHost + ":" + port("SRS_HTTP_PORT", httpPort));
        baseUrl = url("PUBLIC_BASE_URL", baseUrl, HTTP).orElse("");
        stunUrls = stunUrls.stream().map(String::strip).filter(url -> !url.isEmpty()).toList();
        for (String url : stunUrls) {
            if (!STUN.matcher(url).matches()) {
                throw new StartRefused(
                        "STUN_URLS holds \""
                                + url
                                + "\", which is not an address such as"
                                + " stun:stun.example.com:3478.");
            }
        }
    }

    /** {@link #rtmpUrl} as people enter it in an encoder: without the port that it supposes. */
    public String encoderUrl() {
        return rtmpUrl.replaceFirst("^(rtmp://[^/]*):1935(?=/|$)", "$1");
    }

    /** Serai's own address, if one is configured. */
    public Optional<String> base() {
        return Optional.of(baseUrl).filter(url -> !url.isEmpty());
    }

    /** An IPv6 address stands in brackets. */
    private static String host(String host) {
        String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        if (parse("http://" + bracketed + "/")
                .filter(url -> bracketed.equals(url.getHost()))
                .isEmpty()) {
            throw new StartRefused(
                    "SRS_PUBLIC_IP (or SRS_SERVER_IP, without it) is \""
                            + host
                            + "\", which is neither the name nor the address of a host.");
        }
        return bracketed;
    }

    private static int port(String variable, int port) {
        if (port < 1 || port > 65_535) {
            throw new StartRefused(variable + " is " + port + ", which is not a port.");
        }
        return port;
    }

    private static Optional<String> url(String variable, String value, Set<String> schemes) {
        String url = value.strip().replaceFirst("/+$", "");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        Optional<URI> parsed = parse(url);
        if (parsed.filter(one -> isBase(one, schemes)).isEmpty()) {
            throw new StartRefused(
                    variable
                            + " is an address that starts with "
                            + String.join(":// or ", schemes.stream().sorted().toList())
                            + ":// and has a host, and neither a user nor a question mark; the"
                            + " configured one is not.");
        }
        return Optional.of(url);
    }

    private static boolean isBase(URI url, Set<String> schemes) {
        return url.getScheme() != null
                && schemes.contains(url.getScheme().toLowerCase(Locale.ROOT))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    private static Optional<URI> parse(String url) {
        try {
            return Optional.of(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
