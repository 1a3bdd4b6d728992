package io.serai.web;

import io.serai.common.ControlException;
import io.serai.common.http.Admins;
import io.serai.common.http.Admins.Ruling;
import io.serai.common.http.Admission;
import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.common.http.HttpCall;
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
 * Lets only admins into the admin API. The actuator opens for them too, and for callers on this
 * machine who are nobody's proxy.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 200)
final class AdminGate extends OncePerRequestFilter {
    private static final String ADMISSION = AdminGate.class.getName();

    private final Admins admins;
    private final RequestReader reader;

    AdminGate(Admins admins, RequestReader reader) {
        this.admins = admins;
        this.reader = reader;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Answer> refusal =
                switch (HttpSurface.of(request.getServletPath())) {
                    case ADMIN -> refusal(HttpSurface.ADMIN, reader.head(request), request);
                    case ACTUATOR -> actuator(reader.head(request), request);
                    case SRS_HOOKS, NGINX_HOOKS, LIVE_SERVICE, STREAMHELPER, STREAMIT, PIXELCAST ->
                            Optional.empty();
                };
        if (refusal.isPresent()) {
            AnswerWriter.write(refusal.get(), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** As whom a request was let in. */
    static Admission admission(HttpServletRequest request) {
        return request.getAttribute(ADMISSION) instanceof Admission found ? found : Admission.NONE;
    }

    private Optional<Answer> actuator(HttpCall call, HttpServletRequest request) {
        Caller caller = call.caller();
        if (Callers.isLoopback(caller.peer()) && !caller.forwarded()) {
            return Optional.empty();
        }
        // Who has no token does not learn that something is here.
        return call.headers().first("Authorization").isEmpty()
                ? Optional.of(HttpSurface.ACTUATOR.errorForm().standard(404))
                : refusal(HttpSurface.ACTUATOR, call, request);
    }

    private Optional<Answer> refusal(
            HttpSurface surface, HttpCall call, HttpServletRequest request) {
        ErrorForm form = surface.errorForm();
        try {
            return switch (admins.rule(call)) {
                case Ruling.Everything(Admission admission) -> {
                    request.setAttribute(ADMISSION, admission);
                    yield Optional.empty();
                }
                case Ruling.Later(Duration wait) ->
                        Optional.of(Failures.retryAfter(form.standard(429), wait));
                case Ruling.NotAdmin() -> Optional.of(form.standard(403));
                case Ruling.Nobody() ->
                        Optional.of(form.standard(401).with("WWW-Authenticate", "Bearer"));
            };
        } catch (ControlException away) {
            return Optional.of(Failures.answer(surface, away));
        }
    }
}
