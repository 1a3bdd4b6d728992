package io.serai.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.common.http.Caller;
import io.serai.common.http.HttpCall;
import io.serai.hooks.HooksSettings.UnknownStreams;
import io.serai.live.Grounds;
import io.serai.live.JournalNote;
import io.serai.live.JournalNote.Hook;
import io.serai.live.Verdict;
import io.serai.live.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which hooks the journal is told of, and what. */
class HookJournalTest {
    private static final String SRS =
            "{\"server_id\":\"one\",\"service_id\":\"b\",\"client_id\":\"c1\",\"ip\":\"192.0.2.4\","
                + "\"app\":\"live\",\"tcUrl\":\"rtmp://a/live\",\"stream\":\"key\",\"param\":\"%s\"}";
    private static final String NGINX =
            "app=live&addr=192.0.2.5&clientid=7&call=%s&name=key&token=t";
    private static final Verdict UNKNOWN = new Verdict.Refused(Reason.UNKNOWN_STREAM, "not found");

    private final List<Supplier<JournalNote>> notes = new ArrayList<>();
    private final HookBench bench =
            new HookBench(
                    "secret",
                    UnknownStreams.REFUSE,
                    new HookJournal(notes::add, Clock.systemUTC()),
                    "edge");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void publishesAndEndsOfAStreamAreTold() {
        bench.steps.answerSrs(srs("publish"), accepted("opened", true));
        bench.steps.answerSrs(srs("unpublish"), accepted("ended", true));
        bench.steps.answerNginx(nginx("activate", "publish"), accepted("contends", true));
        assertThat(told())
                .containsExactly(
                        "publish accepted opened srs:one c1 192.0.2.4 key",
                        "unpublish accepted ended srs:one c1 192.0.2.4 key",
                        "publish accepted contends nginx:edge 7 192.0.2.5 key");
    }

    @Test
    void refusalsAreToldWithTheirReason() {
        bench.steps.answerSrs(srs("publish"), UNKNOWN);
        bench.steps.answerNginxStatus(nginx("status", "update_publish"), UNKNOWN);
        assertThat(told())
                .containsExactly(
                        "publish unknown_stream  srs:one c1 192.0.2.4 key",
                        "update unknown_stream  nginx:edge 7 192.0.2.5 key");
    }

    @Test
    void whatHappensAllTheTimeIsNotTold() {
        bench.steps.answerSrs(srs("play"), new Verdict.Accepted(true));
        bench.steps.answerSrs(srs("stop"), new Verdict.Accepted(false));
        bench.steps.answerSrs(srs("hls"), new Verdict.Accepted(true));
        bench.steps.answerSrs(srs("close"), UNKNOWN);
        bench.steps.answerNginxStatus(nginx("status", "update_publish"), accepted("alive", false));
        assertThat(notes).isEmpty();
    }

    @Test
    void anUpdateThatChangedSomethingIsTold() {
        bench.steps.answerNginxStatus(
                nginx("status", "update_publish"), accepted("re_fenced", true));
        assertThat(told()).containsExactly("update accepted re_fenced nginx:edge 7 192.0.2.5 key");
    }

    @Test
    void whoIsNotAdmittedOrNotAnsweredInTimeIsToldWithTheNameInTheBody() {
        HttpCall wrongSecret = srs("publish");
        failSrs(wrongSecret);
        bench.steps.acceptSrs(srs("unpublish"), new Unavailable("The database does not answer"));
        bench.steps.refuseNginx(nginx("play", "play"), new Unavailable("away"));
        assertThat(told())
                .containsExactly(
                        "publish denied  srs:one c1 192.0.2.4 key",
                        "unpublish unavailable  srs:one c1 192.0.2.4 key",
                        "play unavailable  nginx:edge 7 192.0.2.5 key");
        assertThat(hook(1).ruling().accepted()).isTrue();
    }

    @Test
    void aBodyThatCannotBeReadNamesNobody() {
        failSrs(HookBench.srs("publish", "{\"stream\":"));
        assertThat(hook(0).sender().name()).isEmpty();
    }

    @Test
    void aLongBodyIsReadAtOnceSoThatItIsNotKept() {
        HttpCall call = HookBench.srs("publish", SRS.formatted("?token=" + "x".repeat(9000)));
        bench.steps.answerSrs(call, accepted("opened", true));
        assertThat(notes.getFirst().get()).isSameAs(notes.getFirst().get());
        assertThat(told()).containsExactly("publish accepted opened srs:one c1 192.0.2.4 key");
    }

    private void failSrs(HttpCall call) {
        try {
            bench.steps.readSrsPublish(call);
        } catch (RuntimeException e) {
            bench.steps.refuseSrs(call, e);
        }
    }

    private static Verdict accepted(String rule, boolean changed) {
        return new Verdict.Accepted(true, new Grounds(Optional.of(new StreamId(1)), rule, changed));
    }

    private static HttpCall srs(String hook) {
        return HookBench.srs(hook, SRS.formatted("?token=t"));
    }

    private static HttpCall nginx(String hook, String call) {
        Caller caller = HookBench.LOCAL;
        byte[] body = NGINX.formatted(call).getBytes(StandardCharsets.UTF_8);
        return HookBench.call("/api/v1/stream-update/" + hook, "", body, caller);
    }

    private Hook hook(int number) {
        return (Hook) notes.get(number).get();
    }

    private List<String> told() {
        return notes.stream()
                .map(Supplier::get)
                .map(Hook.class::cast)
                .map(
                        hook ->
                                "%s %s %s %s %s %s %s"
                                        .formatted(
                                                hook.what(),
                                                hook.ruling().word(),
                                                hook.ruling().grounds().rule(),
                                                hook.sender().fence().source(),
                                                hook.sender().fence().client(),
                                                hook.sender().address(),
                                                hook.sender().name().orElseThrow().stream()))
                .toList();
    }
}
