package io.serai.web;

import io.serai.common.http.Origins;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells browsers which origins may read an answer, by surface, and answers every OPTIONS. */
@Component("surfaceCorsFilter")
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class CorsFilter extends OncePerRequestFilter {
    private final Set<String> publicOrigins;
    private final Set<String> credentialOrigins;

    CorsFilter(WebSettings settings, Origins withCredentials) {
        this.publicOrigins = Origins.of(settings.allowedOrigins().stream()).listed();
        this.credentialOrigins = withCredentials.listed();
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSurface surface = HttpSurface.of(request.getServletPath());
        Optional<String> origin = Optional.ofNullable(request.getHeader("Origin"));
        switch (surface.corsRule()) {
            case PUBLIC -> allowPublic(surface, origin, response);
            case CREDENTIALS -> allowCredentials(origin, response);
            case NONE -> {}
        }
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (request.getMethod().equals("OPTIONS")) {
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentLength(0);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void allowPublic(
            HttpSurface surface, Optional<String> origin, HttpServletResponse response) {
        if (publicOrigins.isEmpty()) {
            response.setHeader("Access-Control-Allow-Origin", "*");
        } else {
            response.addHeader("Vary", "Origin");
            if (origin.filter(publicOrigins::contains).isEmpty()) {
                return;
            }
            response.setHeader("Access-Control-Allow-Origin", origin.get());
        }
        response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS");
        response.setHeader(
                "Access-Control-Allow-Headers",
                surface == HttpSurface.LIVE_SERVICE
                        ? "Content-Type, Authorization, X-User-ID"
                        : "Content-Type, Authorization, X-Prefer-Low-Latency");
        response.setHeader("Access-Control-Max-Age", "86400");
        if (surface == HttpSurface.LIVE_SERVICE) {
            // Where a page ends what it began by WHIP.
            response.setHeader("Access-Control-Expose-Headers", "Location");
        }
    }

    private void allowCredentials(Optional<String> origin, HttpServletResponse response) {
        response.addHeader("Vary", "Origin");
        if (origin.filter(credentialOrigins::contains).isEmpty()) {
            return;
        }
        response.setHeader("Access-Control-Allow-Origin", origin.get());
        response.setHeader("Access-Control-Allow-Credentials", "true");
        response.setHeader(
                "Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS, PATCH");
        response.setHeader(
                "Access-Control-Allow-Headers",
                String.join(
                        ", ",
                        List.of(
                                "Content-Type",
                                "Authorization",
                                "Cookie",
                                "X-Requested-With",
                                "Accept",
                                "Origin",
                                "ngrok-skip-browser-warning")));
        response.setHeader("Access-Control-Expose-Headers", "Set-Cookie, set-auth-token");
        response.setHeader("Access-Control-Max-Age", "86400");
    }
}
