package io.serai.broadcasts;

import io.serai.common.StartRefused;
import io.serai.common.http.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of broadcasts.
 *
 * @param hlsUrlTemplate where a broadcast's HLS is, with {@code {id}} in it; empty: below {@code
 *     cdnBaseUrl}
 * @param cdnBaseUrl of the CDN; empty: SRS itself
 * @param webrtcBaseUrl where WHIP and WHEP are; empty: the API of SRS
 * @param srsApiPort port of SRS's API, where {@code webrtcBaseUrl} is empty
 * @param turnUrls addresses of TURN servers; empty: the host of SRS
 * @param turnSecret shared with the TURN server; empty: no TURN
 * @param turnLifetime how long TURN credentials are good
 * @param endGrace how long a broadcast outlives its last publisher; zero: not at all
 * @param creationLimit how often an account may make a broadcast
 */
@ConfigurationProperties("serai.broadcasts")
record BroadcastsSettings(
        @DefaultValue("") String hlsUrlTemplate,
        @DefaultValue("") String cdnBaseUrl,
        @DefaultValue("") String webrtcBaseUrl,
        @DefaultValue("1985") int srsApiPort,
        @DefaultValue({}) List<String> turnUrls,
        @DefaultValue("") String turnSecret,
        @DefaultValue("24h") Duration turnLifetime,
        @DefaultValue("0s") Duration endGrace,
        RateLimit creationLimit) {
    private static final Pattern TURN = Pattern.compile("turns?:[A-Za-z0-9.:\\[\\]-]+(\\?.*)?");

    BroadcastsSettings {
        hlsUrlTemplate = hlsUrlTemplate.strip();
        cdnBaseUrl = cdnBaseUrl.strip().replaceFirst("/+$", "");
        webrtcBaseUrl = webrtcBaseUrl.strip().replaceFirst("/+$", "");
        turnUrls = turnUrls.stream().map(String::strip).filter(url -> !url.isEmpty()).toList();
        if (!hlsUrlTemplate.isEmpty() && !hlsUrlTemplate.contains("{id}")) {
            throw new StartRefused("HLS_URL_TEMPLATE has no {id} in it.");
        }
        for (String url : turnUrls) {
            if (!TURN.matcher(url).matches()) {
                throw new StartRefused(
                        "TURN_URLS holds \""
                                + url
                                + "\", which is not an address such as"
                                + " turn:turn.example.com:3478.");
            }
        }
        if (endGrace.isNegative() || !turnLifetime.isPositive()) {
            throw new IllegalArgumentException(
                    "serai.broadcasts.end-grace is not negative, and turn-lifetime more than 0");
        }
    }

    /** The secret does not appear. */
    @Override
    public String toString() {
        return "endGrace=" + endGrace + " turn=" + !turnSecret.isEmpty();
    }
}
