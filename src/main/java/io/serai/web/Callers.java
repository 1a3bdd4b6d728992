package io.serai.web;

import io.serai.common.http.AddressRanges;
import io.serai.common.http.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Finds out who sent a request. Thread-safe. */
@Component
final class Callers {
    private static final List<String> FORWARDING =
            List.of("X-Real-IP", "X-Forwarded-For", "Forwarded");

    /** What a proxy's client came by; some say wss of a WebSocket. */
    private static final Set<String> ENCRYPTED = Set.of("https", "wss");

    private static final Pattern PROTO =
            Pattern.compile("(?i)(?:^|[;,])\\s*proto\\s*=\\s*\"?([a-z]+)\"?\\s*(?=[;,]|$)");

    private final AddressRanges proxies;

    /**
     * @throws io.serai.common.StartRefused if an entry of the list can't be read
     */
    Callers(WebSettings settings) {
        this.proxies = AddressRanges.parse("TRUSTED_PROXIES", settings.trustedProxies());
    }

    /**
     * A proxy is believed when it is configured. When none is, a peer on loopback is trusted as
     * long as nothing says that it passes on somebody else's request.
     */
    Caller of(HttpServletRequest request) {
        String peer = canonical(request.getRemoteAddr()).orElse(request.getRemoteAddr());
        boolean forwarded = FORWARDING.stream().anyMatch(name -> request.getHeader(name) != null);
        boolean trusted =
                proxies.isEmpty() ? !forwarded && isLoopback(peer) : proxies.contains(peer);
        String address = trusted && forwarded ? client(request).orElse(peer) : peer;
        boolean https = request.isSecure() || proxies.contains(peer) && encrypted(request);
        return new Caller(peer, address, trusted, forwarded, https);
    }

    /**
     * Whether the proxy says so, and nothing else is said beside it: what its client sent may have
     * passed through it.
     */
    private static boolean encrypted(HttpServletRequest request) {
        List<String> said = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders("X-Forwarded-Proto"))) {
            said.addAll(List.of(line.split(",", -1)));
        }
        for (String line : Collections.list(request.getHeaders("Forwarded"))) {
            PROTO.matcher(line).results().forEach(found -> said.add(found.group(1)));
        }
        return !said.isEmpty()
                && said.stream()
                        .allMatch(
                                word -> ENCRYPTED.contains(word.strip().toLowerCase(Locale.ROOT)));
    }

    static boolean isLoopback(String address) {
        return AddressRanges.literal(address).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private Optional<String> client(HttpServletRequest request) {
        Optional<String> real =
                Optional.ofNullable(request.getHeader("X-Real-IP")).flatMap(Callers::canonical);
        return real.or(() -> firstUntrusted(request));
    }

    /** Each proxy appends the address it saw, so the list is believed from its end. */
    private Optional<String> firstUntrusted(HttpServletRequest request) {
        List<String> hops = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders("X-Forwarded-For"))) {
            hops.addAll(List.of(line.split(",")));
        }
        Optional<String> nearest = Optional.empty();
        for (String hop : hops.reversed()) {
            Optional<String> address = canonical(hop);
            if (address.isEmpty()) {
                return nearest;
            }
            nearest = address;
            if (!proxies.contains(address.get())) {
                return nearest;
            }
        }
        return nearest;
    }

    private static Optional<String> canonical(String text) {
        String address = text.strip();
        if (address.startsWith("[") && address.indexOf(']') > 0) {
            address = address.substring(1, address.indexOf(']'));
        } else if (address.indexOf(':') > 0 && address.indexOf(':') == address.lastIndexOf(':')) {
            address = address.substring(0, address.indexOf(':'));
        }
        return AddressRanges.literal(address).map(InetAddress::getHostAddress);
    }
}
