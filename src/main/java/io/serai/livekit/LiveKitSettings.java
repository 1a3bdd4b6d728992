package io.serai.livekit;

import io.serai.common.StartRefused;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The one LiveKit, if there is one: url, key and secret are set together or not at all.
 *
 * @param url as clients are told it ({@code wss://...}); empty: there is no LiveKit
 * @param apiKey name of the secret, and issuer of its tokens
 * @param apiSecret by which tokens and webhooks are signed
 * @param deadline longest time of one question, a second attempt included
 * @param pause once it failed again and again, it is not asked for so long
 * @param tokenLife how long a token lets its bearer enter
 */
@ConfigurationProperties("serai.livekit")
record LiveKitSettings(
        @DefaultValue("") String url,
        @DefaultValue("") String apiKey,
        @DefaultValue("") String apiSecret,
        @DefaultValue("5s") Duration deadline,
        @DefaultValue("10s") Duration pause,
        @DefaultValue("6h") Duration tokenLife) {
    private static final Set<String> SCHEMES = Set.of("ws", "wss", "http", "https");

    LiveKitSettings {
        long set = Stream.of(url, apiKey, apiSecret).filter(value -> !value.isBlank()).count();
        if (set != 0 && set != 3) {
            throw new StartRefused(
                    "LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET belong together: set all"
                            + " three, or none if there is no LiveKit.");
        }
        if (set == 3 && !usable(url)) {
            throw new StartRefused(
                    "LIVEKIT_URL is an address such as wss://live.example.org or"
                            + " ws://127.0.0.1:7880, without a path; the configured one is not.");
        }
        if (!deadline.isPositive() || !pause.isPositive() || !tokenLife.isPositive()) {
            throw new StartRefused(
                    "serai.livekit.deadline, pause and token-life are more than zero.");
        }
    }

    boolean configured() {
        return !url.isBlank();
    }

    /** Where the API answers: the same address by HTTP. */
    URI api() {
        URI uri = URI.create(url);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT).replaceFirst("^ws", "http");
        return URI.create(scheme + "://" + uri.getRawAuthority());
    }

    private static boolean usable(String url) {
        try {
            URI uri = new URI(url);
            return uri.getScheme() != null
                    && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Not the secret. */
    @Override
    public String toString() {
        return configured() ? "url=" + url : "not configured";
    }
}
