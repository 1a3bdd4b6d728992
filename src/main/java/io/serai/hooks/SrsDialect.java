package io.serai.hooks;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.hooks.HooksSettings.UnknownStreams;
import io.serai.live.Fence;
import io.serai.live.MediaEvent;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.Verdict;
import io.serai.live.Verdict.Reason;
import io.serai.streams.EndedStreams;
import io.serai.streams.PublishedName;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * SRS's hooks: JSON in, {@code {"code":0}} out. SRS lets somebody publish or play only when it gets
 * HTTP 200 or 201 and the integer 0 as code. Thread-safe.
 */
@Component
final class SrsDialect {
    private static final String SERVER = "srs";
    private static final Logger log = LoggerFactory.getLogger(SrsDialect.class);

    private final HookGate gate;
    private final HooksSettings settings;
    private final ObjectProvider<EndedStreams> endedStreams;
    private final HookMetrics metrics;
    private final HookJournal journal;

    SrsDialect(
            HookGate gate,
            HooksSettings settings,
            ObjectProvider<EndedStreams> endedStreams,
            HookMetrics metrics,
            HookJournal journal) {
        this.gate = gate;
        this.settings = settings;
        this.endedStreams = endedStreams;
        this.metrics = metrics;
        this.journal = journal;
    }

    SrsBody read(HttpCall call) {
        gate.admit(call);
        metrics.heard(SERVER);
        return SrsBody.read(call);
    }

    MediaEvent.Publish publish(HttpCall call) {
        SrsBody body = read(call);
        return new MediaEvent.Publish(
                body.fence(),
                body.path(),
                body.name(),
                body.protocol(),
                body.streamObject(),
                "",
                false);
    }

    /**
     * live-service's form: a JSON object or a form, and a stream that is live refuses everybody.
     */
    MediaEvent.Publish publishStrictly(HttpCall call) {
        SrsBody body = readCallback(call);
        return new MediaEvent.Publish(
                body.fence(),
                body.path(),
                body.name(),
                body.protocol(),
                body.streamObject(),
                "",
                true);
    }

    /** The end that belongs to {@link #publishStrictly}. */
    MediaEvent.End endOfCallback(HttpCall call) {
        SrsBody body = readCallback(call);
        return new MediaEvent.End(body.fence(), Optional.of(body.name()), EndKind.UNPUBLISH);
    }

    private SrsBody readCallback(HttpCall call) {
        gate.admit(call);
        metrics.heard(SERVER);
        return SrsBody.readEither(call);
    }

    MediaEvent.End end(HttpCall call, EndKind kind) {
        SrsBody body = read(call);
        Fence fence = body.fence();
        boolean named = kind != EndKind.CLOSE;
        return new MediaEvent.End(fence, named ? Optional.of(body.name()) : Optional.empty(), kind);
    }

    MediaEvent.Play play(HttpCall call) {
        SrsBody body = read(call);
        return new MediaEvent.Play(body.fence(), body.playedName(), !body.ownPull());
    }

    MediaEvent.Stop stop(HttpCall call) {
        SrsBody body = read(call);
        return new MediaEvent.Stop(body.fence(), body.playedName());
    }

    MediaEvent.Evidence evidence(HttpCall call) {
        SrsBody body = read(call);
        return new MediaEvent.Evidence(body.fence(), body.name());
    }

    MediaEvent.Alive heartbeat(HttpCall call) {
        SrsBody body = read(call);
        String server = body.text("server");
        if (server.isEmpty()) {
            throw new Invalid("server is missing");
        }
        return new MediaEvent.Alive("srs:" + server, body.text("service"));
    }

    Answer answer(HttpCall call, Verdict verdict) {
        return answer(call, verdict, 200, SrsBody::sender, reason -> mayPass(call, reason));
    }

    /** A publish that is refused is a 403; an end is never refused. */
    Answer answerCallback(HttpCall call, Verdict verdict) {
        boolean end = HookMetrics.event(call).equals("on_unpublish");
        return answer(call, verdict, 403, SrsBody::callbackSender, reason -> end);
    }

    private Answer answer(
            HttpCall call,
            Verdict verdict,
            int refusal,
            HookJournal.Reader sender,
            Predicate<Reason> passes) {
        return switch (verdict) {
            case Verdict.Accepted ignored -> {
                metrics.answered(SERVER, call, "accepted");
                journal.ruled(call, verdict, true, sender);
                yield ok();
            }
            case Verdict.Refused(Reason reason, String message, _) -> {
                boolean accept = passes.test(reason);
                String word = reason.name().toLowerCase(Locale.ROOT);
                metrics.answered(SERVER, call, accept ? "accepted_" + word : word);
                journal.ruled(call, verdict, accept, sender);
                log.info(
                        "hook.{} server=srs event={} reason={} from={}",
                        accept ? "accepted" : "refused",
                        HookMetrics.event(call),
                        word,
                        call.caller().address());
                yield accept ? ok() : no(refusal, message);
            }
        };
    }

    /**
     * Every refusal is a 403 there, whatever the reason: also what can't be read, and what can't be
     * checked because the database is away.
     */
    Answer refuseCallback(HttpCall call, Throwable error) {
        note(call, error, false, SrsBody::callbackSender);
        return switch (error) {
            case Denied denied -> no(403, denied.getMessage());
            case Unavailable ignored -> no(403, "temporarily unavailable");
            default -> no(403, rejection(call));
        };
    }

    Answer refuse(HttpCall call, Throwable error) {
        note(call, error, false, SrsBody::sender);
        return switch (error) {
            case Invalid ignored -> no(400, rejection(call));
            case Denied denied -> no(403, denied.getMessage());
            case Unavailable ignored -> no(503, "temporarily unavailable");
            default -> no(500, rejection(call));
        };
    }

    Answer acceptAnyway(HttpCall call, Throwable error) {
        boolean accept = !(error instanceof Denied);
        note(call, error, accept, SrsBody::sender);
        return accept ? ok() : no(403, error.getMessage());
    }

    /** An end of an unknown stream is nothing to complain about; a publish may be allowed. */
    private boolean mayPass(HttpCall call, Reason reason) {
        if (reason != Reason.UNKNOWN_STREAM) {
            return false;
        }
        boolean accepted = settings.unknownStreams() == UnknownStreams.ACCEPT;
        return switch (HookMetrics.event(call)) {
            case "unpublish", "close" -> true;
            case "publish" -> accepted && !ended(call);
            default -> accepted;
        };
    }

    /** Nobody knows it any more, but it is not as if it had never been. */
    private boolean ended(HttpCall call) {
        MediaEvent.Name name = SrsBody.read(call).name();
        PublishedName published = new PublishedName(name.app(), name.stream());
        return endedStreams.stream().anyMatch(one -> one.ended(published));
    }

    private void note(HttpCall call, Throwable error, boolean accepted, HookJournal.Reader sender) {
        metrics.answered(SERVER, call, HookFailures.word(error));
        journal.failed(call, error, accepted, sender);
        HookFailures.log(log, SERVER, call, error, accepted ? "accepted" : "refused");
    }

    private static String rejection(HttpCall call) {
        return switch (HookMetrics.event(call)) {
            case "connect" -> "connection rejected";
            case "play" -> "play rejected";
            default -> "publish rejected";
        };
    }

    private static Answer ok() {
        return Json.answer(200, new SrsAnswer(0, "success"));
    }

    private static Answer no(int status, @Nullable String message) {
        return Json.answer(status, new SrsAnswer(1, String.valueOf(message)));
    }
}
