package io.serai.web;

import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.common.http.RateLimit;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
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

    /** Of each address, so that nobody can try them all. */
    private static final RateLimit WRONG_TOKENS = new RateLimit(10, Duration.ofMinutes(1));

    private final AdminToken token;
    private final RateLimiter attempts;
    private final Callers callers;

    AdminGate(AdminToken token, RateLimits limits, Callers callers) {
        this.token = token;
        this.attempts = limits.limiter("admin-attempts", WRONG_TOKENS);
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
                    case SRS_HOOKS,
                            NGINX_HOOKS,
                            LIVEKIT_HOOKS,
                            LIVE_SERVICE,
                            STREAMHELPER,
                            STREAMIT,
                            PIXELCAST ->
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
        Caller caller = callers.of(request);
        Optional<Duration> wait = attempts.wait(caller);
        if (wait.isPresent()) {
            return Optional.of(Failures.retryAfter(surface.errorForm().standard(429), wait.get()));
        }
        String given = request.getHeader("Authorization");
        if (given != null && token.matches(given)) {
            return Optional.empty();
        }
        if (given != null) {
            attempts.count(caller);
            log.warn("admin.refused address={} path={}", caller.address(), surface);
        }
        return Optional.of(surface.errorForm().standard(401).with("WWW-Authenticate", "Bearer"));
    }
}
