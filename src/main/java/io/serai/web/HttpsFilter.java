package io.serai.web;

import io.serai.common.PublicAddresses;
import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.hooks.HookCallers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Turns plain requests away where {@code REQUIRE_HTTPS} says so: reading ones to https, all others
 * for good, because what they carry has been sent in the open already. Media servers, monitoring
 * and probes may come as they are.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 50)
final class HttpsFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(HttpsFilter.class);

    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** They tell nothing that is secret, and whoever asks can't do TLS. */
    private static final Set<String> PROBES =
            Set.of("/health", "/actuator/health/liveness", "/actuator/health/readiness");

    /** It carries a signature of its own, so any address may send it by https. */
    private static final String LIVEKIT = "/api/webhook/livekit";

    /** The port of plain http, which it may name, is not that of https. */
    private static final Pattern HOST =
            Pattern.compile(
                    "([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])"
                            + "(?::[0-9]{1,5})?");

    private final boolean required;
    private final String memory;
    private final Optional<String> base;
    private final Callers callers;
    private final ObjectProvider<HookCallers> hooks;

    HttpsFilter(
            WebSettings settings,
            PublicAddresses addresses,
            Callers callers,
            ObjectProvider<HookCallers> hooks,
            ServerProperties server) {
        this.required = settings.requireHttps();
        this.memory = settings.hsts().isZero() ? "" : "max-age=" + settings.hsts().toSeconds();
        this.base =
                addresses.base().filter(url -> url.toLowerCase(Locale.ROOT).startsWith("https:"));
        this.callers = callers;
        this.hooks = hooks;
        boolean ownTls = server.getSsl() != null && server.getSsl().isEnabled();
        if (required && !ownTls && settings.trustedProxies().isBlank()) {
            log.warn(
                    "web.https-never reason=\"REQUIRE_HTTPS is on and nobody can come by https\""
                            + " remedy=\"name the proxy that ends TLS in TRUSTED_PROXIES\"");
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !required;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Caller caller = callers.of(request);
        if (caller.https()) {
            if (!memory.isEmpty()) {
                response.setHeader("Strict-Transport-Security", memory);
            }
            chain.doFilter(request, response);
        } else if (mayBePlain(request.getServletPath(), caller)) {
            chain.doFilter(request, response);
        } else {
            AnswerWriter.write(turnAway(request), response);
        }
    }

    private boolean mayBePlain(String path, Caller caller) {
        HttpSurface surface = HttpSurface.of(path);
        boolean internal = surface.hooks() || surface == HttpSurface.ACTUATOR;
        if (internal || path.equals(LIVEKIT)) {
            boolean onThisMachine = Callers.isLoopback(caller.peer()) && !caller.forwarded();
            return PROBES.contains(path)
                    || surface == HttpSurface.ACTUATOR && onThisMachine
                    || hooks.stream().anyMatch(allowed -> allowed.allows(caller));
        }
        return PROBES.contains(path);
    }

    private Answer turnAway(HttpServletRequest request) {
        boolean redirectable = READING.contains(request.getMethod()) && !wantsWebSocket(request);
        return (redirectable ? encrypted(request) : Optional.<String>empty())
                .map(target -> Answer.empty(308).with("Location", target))
                .orElseGet(
                        () ->
                                HttpSurface.of(request.getServletPath())
                                        .errorForm()
                                        .answer(403, "HTTPS is required"))
                // A cache must give nobody the address that somebody else's request named.
                .with("Cache-Control", "no-store");
    }

    /** Clients of WebSockets follow no redirect. */
    private static boolean wantsWebSocket(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
    }

    /** Where the same is found by https; empty if the request names no host that can be one. */
    private Optional<String> encrypted(HttpServletRequest request) {
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        return base.or(() -> named(request))
                .map(origin -> origin + request.getRequestURI() + query);
    }

    private static Optional<String> named(HttpServletRequest request) {
        String host = request.getHeader("Host");
        Matcher parts = HOST.matcher(host == null ? "" : host);
        return parts.matches() ? Optional.of("https://" + parts.group(1)) : Optional.empty();
    }
}
