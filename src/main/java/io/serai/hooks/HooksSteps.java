package io.serai.hooks;

import io.serai.common.ControlException;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.live.MediaEvent;
import io.serai.live.Verdict;
import io.serai.livekit.LiveKitWebhook;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/**
 * What the hook routes call: read a media server's request into what it means, and turn the verdict
 * into that server's dialect. Thread-safe.
 */
@Component("hooks")
public final class HooksSteps {
    private final SrsDialect srs;
    private final NginxDialect nginx;
    private final LiveKitDialect livekit;

    HooksSteps(SrsDialect srs, NginxDialect nginx, LiveKitDialect livekit) {
        this.srs = srs;
        this.nginx = nginx;
        this.livekit = livekit;
    }

    @Step
    public Verdict readSrsConnect(@Variable("call") HttpCall call) {
        srs.read(call);
        return new Verdict.Accepted(false);
    }

    @Step
    public MediaEvent.Publish readSrsPublish(@Variable("call") HttpCall call) {
        return srs.publish(call);
    }

    @Step
    public MediaEvent.End readSrsUnpublish(@Variable("call") HttpCall call) {
        return srs.end(call, MediaEvent.EndKind.UNPUBLISH);
    }

    @Step
    public MediaEvent.End readSrsClose(@Variable("call") HttpCall call) {
        return srs.end(call, MediaEvent.EndKind.CLOSE);
    }

    @Step
    public MediaEvent.Play readSrsPlay(@Variable("call") HttpCall call) {
        return srs.play(call);
    }

    @Step
    public MediaEvent.Stop readSrsStop(@Variable("call") HttpCall call) {
        return srs.stop(call);
    }

    /** on_hls and on_dvr: only a publisher on air causes them. */
    @Step
    public MediaEvent.Evidence readSrsEvidence(@Variable("call") HttpCall call) {
        return srs.evidence(call);
    }

    @Step
    public MediaEvent.Alive readSrsHeartbeat(@Variable("call") HttpCall call) {
        return srs.heartbeat(call);
    }

    @Step
    public Answer answerSrs(@Variable("call") HttpCall call, @Body Verdict verdict) {
        return srs.answer(call, verdict);
    }

    /** Something went wrong where only a clear yes may let somebody publish or play. */
    @Step
    public Answer refuseSrs(
            @Variable("call") HttpCall call,
            @ExchangeProperty("CamelExceptionCaught") Throwable error) {
        return srs.refuse(call, ControlException.in(error));
    }

    /** Something went wrong where a refusal would help nobody. */
    @Step
    public Answer acceptSrs(
            @Variable("call") HttpCall call,
            @ExchangeProperty("CamelExceptionCaught") Throwable error) {
        return srs.acceptAnyway(call, ControlException.in(error));
    }

    /** live-service's stricter form of the same hook. */
    @Step
    public MediaEvent.Publish readCallbackPublish(@Variable("call") HttpCall call) {
        return srs.publishStrictly(call);
    }

    @Step
    public MediaEvent.End readCallbackUnpublish(@Variable("call") HttpCall call) {
        return srs.endOfCallback(call);
    }

    @Step
    public Answer answerCallback(@Variable("call") HttpCall call, @Body Verdict verdict) {
        return srs.answerCallback(call, verdict);
    }

    /** Something went wrong where only a clear yes may let somebody publish. */
    @Step
    public Answer refuseCallback(
            @Variable("call") HttpCall call,
            @ExchangeProperty("CamelExceptionCaught") Throwable error) {
        return srs.refuseCallback(call, ControlException.in(error));
    }

    @Step
    public MediaEvent.Publish readNginxPublish(@Variable("call") HttpCall call) {
        return nginx.publish(call);
    }

    @Step
    public MediaEvent.End readNginxPublishDone(@Variable("call") HttpCall call) {
        return nginx.end(call);
    }

    /** on_update, of a publisher ({@code update_publish}) or of a viewer ({@code update_play}). */
    @Step
    public MediaEvent.SignOfLife readNginxUpdate(@Variable("call") HttpCall call) {
        return nginx.update(call);
    }

    @Step
    public MediaEvent.Play readNginxPlay(@Variable("call") HttpCall call) {
        return nginx.play(call);
    }

    @Step
    public MediaEvent.Stop readNginxPlayDone(@Variable("call") HttpCall call) {
        return nginx.stop(call);
    }

    @Step
    public Verdict readNginxRecordDone(@Variable("call") HttpCall call) {
        nginx.recorded(call);
        return new Verdict.Accepted(true);
    }

    @Step
    public Answer answerNginxPublish(@Variable("call") HttpCall call, @Body Verdict verdict) {
        return nginx.answerPublish(call, verdict);
    }

    @Step
    public Answer answerNginx(@Variable("call") HttpCall call, @Body Verdict verdict) {
        return nginx.answer(call, verdict);
    }

    @Step
    public Answer answerNginxStatus(@Variable("call") HttpCall call, @Body Verdict verdict) {
        return nginx.answerStatus(call, verdict);
    }

    /** Something went wrong where only a clear yes may let somebody publish or play. */
    @Step
    public Answer refuseNginx(
            @Variable("call") HttpCall call,
            @ExchangeProperty("CamelExceptionCaught") Throwable error) {
        return nginx.refuse(call, ControlException.in(error));
    }

    /** Something went wrong where a refusal would end a publisher, or help nobody. */
    @Step
    public Answer acceptNginx(
            @Variable("call") HttpCall call,
            @ExchangeProperty("CamelExceptionCaught") Throwable error) {
        return nginx.acceptAnyway(call, ControlException.in(error));
    }

    /** Verifies the signature of a webhook of LiveKit's. */
    @Step
    public LiveKitWebhook receiveLiveKit(@Variable("call") HttpCall call) {
        return livekit.receive(call);
    }

    @Step
    public MediaEvent.Message readLiveKit(@Variable("webhook") LiveKitWebhook webhook) {
        return LiveKitMessages.message(webhook);
    }

    @Step
    public Answer answerLiveKit(
            @Variable("call") HttpCall call,
            @Variable("webhook") LiveKitWebhook webhook,
            @Body Verdict verdict) {
        return livekit.answer(call, webhook, verdict);
    }

    /** Says that webhooks of LiveKit's may be sent. */
    @Step
    public Answer answerLiveKitReady() {
        return livekit.ready();
    }

    /** Something went wrong; what LiveKit is to send again gets a 500. */
    @Step
    public Answer failLiveKit(
            @Variable("call") HttpCall call,
            @ExchangeProperty("CamelExceptionCaught") Throwable error) {
        return livekit.fail(call, ControlException.in(error));
    }
}
