package io.serai.hooks;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.live.Ingresses;
import io.serai.live.Verdict;
import io.serai.livekit.LiveKit;
import io.serai.livekit.LiveKitWebhook;
import io.serai.livekit.LiveKitWebhook.IngressNotice;
import io.serai.livekit.SignedWebhooks;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * LiveKit's webhooks: signed JSON in. 200 says that it is done, also where there was nothing to do;
 * LiveKit sends it again after a status of 500 or more, and drops it after any other. Thread-safe.
 */
@Component
final class LiveKitDialect {
    private static final String SERVER = Ingresses.SOURCE;
    private static final Pattern BEARER = Pattern.compile("(?i)^bearer(?:\\s+|$)");
    private static final Logger log = LoggerFactory.getLogger(LiveKitDialect.class);

    private final LiveKit livekit;
    private final SignedWebhooks webhooks;
    private final HookMetrics metrics;
    private final HookJournal journal;
    private final Clock clock;

    LiveKitDialect(
            LiveKit livekit,
            SignedWebhooks webhooks,
            HookMetrics metrics,
            HookJournal journal,
            Clock clock) {
        this.livekit = livekit;
        this.webhooks = webhooks;
        this.metrics = metrics;
        this.journal = journal;
        this.clock = clock;
    }

    /** Verifies the signature, and reads the body. */
    LiveKitWebhook receive(HttpCall call) {
        LiveKitWebhook webhook = webhooks.receive(call.body(), tokens(call));
        metrics.heard(SERVER);
        return webhook;
    }

    Answer answer(HttpCall call, LiveKitWebhook webhook, Verdict verdict) {
        String event = LiveKitMessages.event(webhook);
        switch (verdict) {
            case Verdict.Accepted ignored -> metrics.answered(SERVER, event, call, "accepted");
            case Verdict.Refused ignored -> {
                metrics.answered(SERVER, event, call, "accepted_unknown_stream");
                log.warn(
                        "hook.unknown server=livekit event={} ingress={} room={}",
                        event,
                        printable(webhook.ingress().map(IngressNotice::id).orElse("")),
                        printable(webhook.room()));
            }
        }
        LiveKitMessages.sender(webhook)
                .ifPresent(
                        sender -> journal.ruled(call, what(webhook), verdict, true, any -> sender));
        return Json.answer(
                200,
                new LiveKitHook.Processed(true, "Webhook processed successfully", webhook.event()));
    }

    /** It was not taken; what failed on our side is a 500, so that LiveKit sends it again. */
    Answer fail(HttpCall call, Throwable error) {
        metrics.answered(SERVER, "other", call, HookFailures.word(error));
        return switch (error) {
            case Denied denied -> refused(call, denied);
            case Invalid invalid -> {
                HookFailures.log(log, SERVER, call, error, "refused");
                yield failed(400, "Malformed webhook", invalid.getMessage());
            }
            case Unavailable unavailable when !livekit.configured() ->
                    failed(503, unavailable.getMessage(), null);
            default -> {
                HookFailures.log(log, SERVER, call, error, "failed");
                yield failed(
                        500,
                        "Error processing webhook",
                        error instanceof Unavailable unavailable
                                ? unavailable.getMessage()
                                : "Serai failed, see its log");
            }
        };
    }

    Answer ready() {
        if (!livekit.configured()) {
            throw new Unavailable("LiveKit is not configured");
        }
        return Json.answer(
                200,
                new LiveKitHook.Ready(
                        true, "LiveKit webhook endpoint is healthy", Json.time(clock.instant())));
    }

    private static Answer refused(HttpCall call, Denied denied) {
        log.warn(
                "hook.denied server=livekit reason=\"{}\" from={}",
                denied.getMessage(),
                call.caller().address());
        return failed(401, denied.getMessage(), null);
    }

    private static Answer failed(int status, @Nullable String error, @Nullable String message) {
        return Json.answer(status, new LiveKitHook.Failed(false, String.valueOf(error), message));
    }

    /** LiveKit sends the first one; the second is the one that StreamIt's design knows. */
    private static List<String> tokens(HttpCall call) {
        return Stream.of("Authorization", "livekit-signature")
                .flatMap(header -> call.headers().first(header).stream())
                .map(value -> BEARER.matcher(value.strip()).replaceFirst(""))
                .filter(token -> !token.isEmpty())
                .toList();
    }

    private static String what(LiveKitWebhook webhook) {
        return webhook.event().equals("ingress_started") ? "publish" : "unpublish";
    }

    /** Names of rooms are anybody's. */
    private static String printable(String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) : name;
        return shown.replaceAll("[^A-Za-z0-9._:-]", "?");
    }
}
