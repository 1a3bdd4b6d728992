package io.serai.broadcasts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.common.PublicAddresses;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The servers that help browsers through firewalls. Credentials for TURN are made by the rules of
 * its REST API, so that the TURN server needs nothing but the secret. Thread-safe.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00">TURN REST
 *     API</a>
 */
@Component
final class IceServers {
    private static final String HMAC = "HmacSHA1";

    private final PublicAddresses addresses;
    private final BroadcastsSettings settings;
    private final Clock clock;

    IceServers(PublicAddresses addresses, BroadcastsSettings settings, Clock clock) {
        this.addresses = addresses;
        this.settings = settings;
        this.clock = clock;
    }

    /** As browsers take it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IceEntry(List<String> urls, @Nullable String username, @Nullable String credential) {
        /** The credential does not appear. */
        @Override
        public String toString() {
            return urls.toString();
        }
    }

    /**
     * @param user names whoever asks, for the TURN server's log
     */
    List<IceEntry> of(String user) {
        List<IceEntry> servers = new ArrayList<>();
        if (!addresses.stunUrls().isEmpty()) {
            servers.add(new IceEntry(addresses.stunUrls(), null, null));
        }
        if (!settings.turnSecret().isEmpty()) {
            String username =
                    clock.instant().plus(settings.turnLifetime()).getEpochSecond() + ":" + user;
            List<String> urls =
                    settings.turnUrls().isEmpty()
                            ? List.of("turn:" + addresses.srsHost() + ":3478")
                            : settings.turnUrls();
            servers.add(new IceEntry(urls, username, sign(settings.turnSecret(), username)));
        }
        return List.copyOf(servers);
    }

    static String sign(String secret, String username) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + HMAC, e);
        }
    }
}
