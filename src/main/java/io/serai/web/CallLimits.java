package io.serai.web;

import io.serai.common.http.Answer;
import io.serai.common.http.RateLimit;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimiter.Standing;
import io.serai.common.http.RateLimits;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * How often an address may call StreamHelper's paths, told in each answer.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-08">
 *     RateLimit header fields, draft 8</a>
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 150)
final class CallLimits extends OncePerRequestFilter {
    private static final String POLICY = "\"streamhelper\"";

    private final RateLimiter calls;
    private final Callers callers;
    private final String policy;

    CallLimits(RateLimits limits, WebSettings settings, Callers callers) {
        WebSettings.CallLimit limit = settings.streamhelperLimit();
        this.calls =
                limits.limiter("streamhelper-calls", new RateLimit(limit.most(), limit.period()));
        this.callers = callers;
        this.policy = "%s;q=%d;w=%d".formatted(POLICY, limit.most(), seconds(limit.period()));
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSurface surface = HttpSurface.of(request.getServletPath());
        Optional<Standing> standing =
                surface == HttpSurface.STREAMHELPER
                        ? calls.use(callers.of(request))
                        : Optional.empty();
        standing.ifPresent(now -> tell(now, response));
        Optional<Duration> wait = standing.flatMap(Standing::pause);
        if (wait.isPresent()) {
            Answer refusal = surface.errorForm().standard(429);
            AnswerWriter.write(Failures.retryAfter(refusal, wait.get()), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void tell(Standing standing, HttpServletResponse response) {
        response.setHeader("RateLimit-Policy", policy);
        response.setHeader(
                "RateLimit",
                "%s;r=%d;t=%d".formatted(POLICY, standing.remaining(), seconds(standing.reset())));
    }

    /** Rounded down, the next attempt would come too early. */
    private static long seconds(Duration time) {
        return (time.toMillis() + 999) / 1000;
    }
}
