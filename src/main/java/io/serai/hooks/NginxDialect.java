package io.serai.hooks;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.Form;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.live.JournalNote.Sender;
import io.serai.live.MediaEvent;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaServers;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.Verdict;
import io.serai.live.Verdict.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * nginx-rtmp's hooks: a form in, a status out. 2xx accepts; anything else refuses a publisher, and
 * in the answer to an update it ends one. Thread-safe.
 */
@Component
final class NginxDialect {
    private static final String SERVER = "nginx-rtmp";
    private static final Logger log = LoggerFactory.getLogger(NginxDialect.class);

    private final HookGate gate;
    private final HookMetrics metrics;
    private final HookJournal journal;
    private final NginxNames publicNames;
    private final ObjectProvider<Multicast> multicast;
    private final List<String> names;

    NginxDialect(
            HookGate gate,
            HookMetrics metrics,
            HookJournal journal,
            NginxNames publicNames,
            ObjectProvider<Multicast> multicast,
            MediaServers servers) {
        this.gate = gate;
        this.metrics = metrics;
        this.journal = journal;
        this.publicNames = publicNames;
        this.multicast = multicast;
        this.names =
                servers.mediaServers().stream()
                        .filter(server -> server.kind() == Kind.NGINX_RTMP)
                        .map(MediaServer::name)
                        .toList();
    }

    MediaEvent.Publish publish(HttpCall call) {
        NginxForm form = read(call, "publish");
        return new MediaEvent.Publish(
                form.fence(),
                publicNames.path(form),
                form.name(),
                Protocol.RTMP,
                Optional.empty(),
                NginxForm.digest(call),
                false);
    }

    MediaEvent.End end(HttpCall call) {
        NginxForm form = read(call, "publish_done");
        return new MediaEvent.End(form.fence(), Optional.of(form.name()), EndKind.PUBLISH_DONE);
    }

    MediaEvent.SignOfLife update(HttpCall call) {
        NginxForm form = read(call, "update_publish", "update_play");
        return form.text("call").equals("update_play")
                ? new MediaEvent.ViewerUpdate(publicNames.played(form.name()))
                : new MediaEvent.Update(
                        form.fence(), publicNames.path(form), form.name(), form.timestamp());
    }

    MediaEvent.Play play(HttpCall call) {
        NginxForm form = read(call, "play");
        return new MediaEvent.Play(
                form.fence(), publicNames.played(form.name()), !form.relay() && !form.ownPull());
    }

    MediaEvent.Stop stop(HttpCall call) {
        NginxForm form = read(call, "play_done");
        return new MediaEvent.Stop(form.fence(), publicNames.played(form.name()));
    }

    void recorded(HttpCall call) {
        NginxForm form = read(call, "record_done");
        form.name();
        log.info("recording.finished source={}", form.source());
    }

    /** Where streams are renamed, a redirect to a name alone says how nginx-rtmp shows this one. */
    Answer answerPublish(HttpCall call, Verdict verdict) {
        Answer answer = answer(call, verdict);
        return answer.status() == 200
                ? publicNames
                        .redirect(NginxForm.nameIn(call))
                        .map(name -> Answer.empty(302).with("Location", name))
                        .orElse(answer)
                : answer;
    }

    Answer answer(HttpCall call, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted ignored -> {
                accepted(call, verdict);
                yield Answer.empty(200);
            }
            case Verdict.Refused(Reason reason, String message, _) -> {
                refused(call, verdict, reason);
                yield error(403, "Forbidden", message);
            }
        };
    }

    Answer answerStatus(HttpCall call, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted(boolean live, _) -> {
                accepted(call, verdict);
                yield status(call, live, live && isSentOn(verdict));
            }
            case Verdict.Refused(Reason reason, String message, _) -> {
                refused(call, verdict, reason);
                yield reason == Reason.UNKNOWN_STREAM
                        ? Json.answer(404, new NginxHook.Unknown("Stream not found"))
                        : error(403, "Forbidden", message);
            }
        };
    }

    Answer refuse(HttpCall call, Throwable error) {
        note(call, error, false);
        return switch (error) {
            case Invalid invalid -> error(400, "Bad Request", invalid.getMessage());
            case Denied denied -> error(403, "Forbidden", denied.getMessage());
            case Unavailable ignored -> error(503, "Service Unavailable", "try again");
            default -> error(500, "Internal server error", "the hook failed");
        };
    }

    /** Ends are taken in any case, and no publisher is dropped because of a fault of ours. */
    Answer acceptAnyway(HttpCall call, Throwable error) {
        if (error instanceof Denied || error instanceof Invalid) {
            return refuse(call, error);
        }
        note(call, error, true);
        return HookMetrics.event(call).equals("status")
                ? status(call, true, false)
                : Answer.empty(200);
    }

    private NginxForm read(HttpCall call, String... calls) {
        gate.admit(call);
        metrics.heard(SERVER);
        return NginxForm.read(call, "nginx:" + server(call), Set.of(calls));
    }

    /** Who is meant, for the journal. */
    private Sender sender(HttpCall call) {
        try {
            return new NginxForm(Form.parse(call.body()), "nginx:" + server(call)).sender(SERVER);
        } catch (Invalid e) {
            return Sender.unknown(SERVER);
        }
    }

    private String server(HttpCall call) {
        Optional<String> told = call.query("server");
        if (told.isPresent() && !names.contains(told.get())) {
            throw new Invalid("no media server of this name is configured");
        }
        if (told.isEmpty() && names.size() > 1) {
            throw new Invalid("several servers are configured, the URL must name one: ?server=");
        }
        return told.or(() -> names.stream().findFirst()).orElse(SERVER);
    }

    private void accepted(HttpCall call, Verdict verdict) {
        metrics.answered(SERVER, call, "accepted");
        journal.ruled(call, verdict, true, this::sender);
    }

    private void refused(HttpCall call, Verdict verdict, Reason reason) {
        String word = reason.name().toLowerCase(Locale.ROOT);
        metrics.answered(SERVER, call, word);
        journal.ruled(call, verdict, false, this::sender);
        log.info(
                "hook.refused server=nginx-rtmp event={} reason={} from={}",
                HookMetrics.event(call),
                word,
                call.caller().address());
    }

    private void note(HttpCall call, Throwable error, boolean accepted) {
        metrics.answered(SERVER, call, HookFailures.word(error));
        journal.failed(call, error, accepted, this::sender);
        HookFailures.log(log, SERVER, call, error, accepted ? "accepted" : "refused");
    }

    private boolean isSentOn(Verdict verdict) {
        Optional<StreamId> stream = verdict.grounds().stream();
        Optional<Multicast> known = multicast.stream().findFirst();
        return stream.isPresent() && known.isPresent() && known.get().isSentOn(stream.get());
    }

    private static Answer status(HttpCall call, boolean live, boolean multicast) {
        return Json.answer(
                200, new NginxHook.Status("OK", NginxForm.nameIn(call), live, multicast));
    }

    private static Answer error(int status, String error, @Nullable String message) {
        return Json.answer(
                status, new NginxHook.Refusal(error, String.valueOf(message), List.of()));
    }
}
