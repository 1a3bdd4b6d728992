package io.serai.web;

import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets only the admin's token into the admin API. The actuator opens for it too, and for callers on
 * this machine who are nobody's proxy.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 200)
final class AdminGate extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(AdminGate.class);

    private final AdminToken token;
    private final FailedAttempts attempts;
    private final Callers callers;

    AdminGate(AdminToken token, FailedAttempts attempts, Callers callers) {
        this.token = token;
        this.attempts = attempts;
        this.callers = callers;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Answer> refusal =
                switch (HttpSurface.of(request.getServletPath())) {
                    case ADMIN -> refusal(HttpSurface.ADMIN, request);
                    case ACTUATOR -> actuator(request);
                    case SRS_HOOKS, NGINX_HOOKS, LIVE_SERVICE, STREAMHELPER, STREAMIT, PIXELCAST ->
                            Optional.empty();
                };
        if (refusal.isPresent()) {
            AnswerWriter.write(refusal.get(), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private Optional<Answer> actuator(HttpServletRequest request) {
        Caller caller = callers.of(request);
        if (Callers.isLoopback(caller.peer()) && !caller.forwarded()) {
            return Optional.empty();
        }
        // Who has no token does not learn that something is here.
        return request.getHeader("Authorization") == null
                ? Optional.of(HttpSurface.ACTUATOR.errorForm().standard(404))
                : refusal(HttpSurface.ACTUATOR, request);
    }

    private Optional<Answer> refusal(HttpSurface surface, HttpServletRequest request) {
        String address = callers.of(request).address();
        Optional<Duration> wait = attempts.wait(address);
        if (wait.isPresent()) {
            long seconds = Math.max(1, wait.get().toSeconds());
            return Optional.of(
                    surface.errorForm().standard(429).with("Retry-After", Long.toString(seconds)));
        }
        String given = request.getHeader("Authorization");
        if (given != null && token.matches(given)) {
            return Optional.empty();
        }
        if (given != null) {
            attempts.failed(address);
            log.warn("admin.refused address={} path={}", address, surface);
        }
        return Optional.of(surface.errorForm().standard(401).with("WWW-Authenticate", "Bearer"));
    }
}
