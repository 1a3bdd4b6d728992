package io.serai.web;

import io.serai.common.http.AddressRanges;
import io.serai.common.http.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds out who sent a request. Thread-safe. */
@Component
final class Callers {
    private static final List<String> FORWARDING =
            List.of("X-Real-IP", "X-Forwarded-For", "Forwarded");

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
        return new Caller(peer, address, trusted, forwarded);
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
