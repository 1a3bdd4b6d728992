package io.serai.web;

import io.serai.common.ControlException;
import io.serai.common.http.Answer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into the answer of the surface, and logs it once if it is our fault. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static Answer answer(HttpSurface surface, Throwable thrown) {
        Throwable failure = ControlException.in(thrown);
        return switch (failure) {
            case ControlException known -> answer(surface.errorForm(), known);
            // A route that is being replaced, or was stopped by hand.
            case DirectConsumerNotAvailableException stopped -> unavailable(surface);
            default -> unexpected(surface, failure);
        };
    }

    static Answer unavailable(HttpSurface surface) {
        return surface.errorForm().standard(503).with("Retry-After", "1");
    }

    private static Answer answer(ErrorForm form, ControlException failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case ControlException.Invalid invalid ->
                    invalid.code()
                            .map(code -> form.coded(400, code, message))
                            .orElseGet(() -> form.answer(400, message));
            case ControlException.Unauthenticated nobody ->
                    form.unauthenticated(nobody.at()).with("WWW-Authenticate", "Bearer");
            case ControlException.Denied denied -> form.answer(403, message);
            case ControlException.NotFound missing -> form.answer(404, message);
            case ControlException.Conflict conflict -> form.answer(409, message);
            case ControlException.TooMany often ->
                    retryAfter(form.answer(429, message), often.retryAfter());
            case ControlException.Unavailable away -> {
                Answer answer = form.answer(503, message);
                yield away.retryAfter().map(wait -> retryAfter(answer, wait)).orElse(answer);
            }
        };
    }

    /** The header knows whole seconds; rounded down, the next attempt would come too early. */
    static Answer retryAfter(Answer answer, Duration wait) {
        long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
        return answer.with("Retry-After", Long.toString(seconds));
    }

    private static Answer unexpected(HttpSurface surface, Throwable failure) {
        // The client can quote it and the operator find it; it says nothing by itself.
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        if (DatabaseAway.explains(failure)) {
            log.warn(
                    "http.failed surface={} id={} reason=\"the database does not answer\"",
                    surface,
                    id);
        } else {
            log.error("http.failed surface={} id={}", surface, id, failure);
        }
        return surface.errorForm().answer(500, "Internal server error").with("X-Error-Id", id);
    }
}
