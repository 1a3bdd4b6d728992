package io.serai.hooks;

import io.serai.common.ControlException;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.TooMany;
import io.serai.common.ControlException.Unauthenticated;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.HttpCall;
import org.slf4j.Logger;

/** How a hook that went wrong is counted and told: one line, a stack trace only for our own bug. */
final class HookFailures {
    private HookFailures() {}

    static String word(Throwable error) {
        if (!(error instanceof ControlException known)) {
            return "error";
        }
        return switch (known) {
            case Invalid ignored -> "malformed";
            case Denied ignored -> "denied";
            case Unauthenticated ignored -> "unauthenticated";
            case TooMany ignored -> "too_many";
            case Unavailable ignored -> "unavailable";
            case NotFound ignored -> "not_found";
            case Conflict ignored -> "conflict";
        };
    }

    static void log(Logger log, String server, HttpCall call, Throwable error, String done) {
        if (error instanceof ControlException) {
            log.warn(
                    "hook.{} server={} event={} answer={} reason=\"{}\" from={}",
                    word(error),
                    server,
                    HookMetrics.event(call),
                    done,
                    error.getMessage(),
                    call.caller().address());
        } else {
            log.error(
                    "hook.failed server={} event={} answer={}",
                    server,
                    HookMetrics.event(call),
                    done,
                    error);
        }
    }
}
