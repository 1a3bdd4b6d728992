package io.serai.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.hooks.RecordedHooks.Hook;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What real SRS and nginx-rtmp sent, situation by situation, and what has to come of it; see
 * docs/sessions.md.
 */
class RecordedHooksTest {
    private static final String SRS = "srs-hooks.jsonl";
    private static final String NGINX = "nginx-rtmp-hooks.jsonl";

    private final RecordedHooks recorded = new RecordedHooks();

    @AfterEach
    void close() throws Exception {
        recorded.close();
    }

    @Test
    void srsNormalPublishWithViewers() {
        recorded.play(RecordedHooks.read(SRS, "srs-basic"));
        assertThat(recorded.sessions("123")).containsExactly("f2z61342 ended unpublish");
        assertThat(recorded.events("123")).containsExactly("stream.live", "stream.ended");
        assertThat(recorded.stack.peakViewers(recorded.stream("123"))).isEqualTo(3);
        assertThat(recorded.refusals()).isEmpty();
    }

    @Test
    void srsBusySecondPublisherAndAKilledFirstOne() {
        recorded.play(RecordedHooks.read(SRS, "srs-dup", "srs-kill9-pub"));
        assertThat(recorded.sessions("dup"))
                .containsExactly("3ere104u ended unpublish", "3s081j89 ended closed");
        assertThat(recorded.events("dup")).containsExactly("stream.live", "stream.ended");
        assertThat(recorded.refusals()).isEmpty();
    }

    @Test
    void srsStalledPublisherWhoseReturnIsTurnedAwayUntilItIsReleased() {
        recorded.play(RecordedHooks.read(SRS, "srs-stall-pub", "srs-republish"));
        assertThat(recorded.sessions("stall"))
                .containsExactly(
                        "as5fc921 ended unpublish",
                        "07clb130 ended closed",
                        "03i9dl4b ended closed");
        assertThat(recorded.events("stall")).containsExactly("stream.live", "stream.ended");
        assertThat(recorded.sessions("rep"))
                .containsExactly(
                        "8iq62j2h ended unpublish", "74r0pdzh ended unpublish", "z54iz740 open");
        assertThat(recorded.refusals()).isEmpty();
    }

    @Test
    void srsClientThatWasDeleted() {
        recorded.play(RecordedHooks.read(SRS, "srs-delete-client"));
        assertThat(recorded.sessions("kick")).containsExactly("8934yq8y ended unpublish");
        assertThat(recorded.events("kick")).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void srsTwoHookUrlsTellEverythingTwice() {
        recorded.play(RecordedHooks.read(SRS, "srs-multi"));
        assertThat(recorded.sessions("multi")).containsExactly("2rxw472l ended unpublish");
        assertThat(recorded.events("multi")).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void srsKilledAndRestartedResumes() {
        recorded.play(RecordedHooks.read(SRS, "srs-server-kill9", "srs-server-restarted"));
        assertThat(recorded.sessions("skill"))
                .containsExactly("2egt8127 ended lost", "05tz577e ended unpublish");
        assertThat(recorded.events("skill"))
                .containsExactly("stream.live", "stream.resumed", "stream.ended");
    }

    @Test
    void srsStoppedWithoutAWordLeavesSuspects() {
        recorded.play(RecordedHooks.read(SRS, "srs-server-sigterm", "srs-server-restarted2"));
        assertThat(recorded.stack.sessions()).hasSize(1).allMatch(s -> s.endsWith(" suspect"));
        assertThat(recorded.stack.events()).containsExactly("stream.live");
    }

    @Test
    void srsThatWaitsForItsPublishersEndsNormally() {
        recorded.play(RecordedHooks.read(SRS, "srs-server-sigquit", "srs-server-restarted3"));
        assertThat(recorded.stack.sessions())
                .hasSize(1)
                .allMatch(s -> s.endsWith(" ended unpublish"));
        assertThat(recorded.stack.events()).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void srsSlowUnpublishInTheOrderOfSending() {
        recorded.play(RecordedHooks.read(SRS, "srs-slow-unpublish"));
        assertThat(recorded.sessions("su"))
                .containsExactly(
                        "g527zq2z ended unpublish",
                        "6n2d9990 ended unpublish",
                        "01s2o30t ended unpublish");
    }

    @Test
    void srsSlowUnpublishThatArrivesAfterTheReturnNeverEndsTheNextSession() {
        recorded.playLate(RecordedHooks.read(SRS, "srs-slow-unpublish"));
        assertThat(recorded.sessions("su"))
                .containsExactly(
                        "g527zq2z ended lost",
                        "6n2d9990 ended unpublish",
                        "01s2o30t ended unpublish");
        assertThat(recorded.events("su"))
                .containsExactly("stream.live", "stream.resumed", "stream.resumed", "stream.ended");
    }

    @Test
    void srsSlowSegmentHookKeepsTheFirstPublisherOnAir() {
        recorded.play(RecordedHooks.read(SRS, "srs-slow-hls"));
        assertThat(recorded.sessions("sh"))
                .containsExactly(
                        "74473067 ended unpublish",
                        "51353hhh ended closed",
                        "85p9m728 ended refuted");
        assertThat(recorded.events("sh")).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void whipPublisherWithARtmpViewer() {
        recorded.play(RecordedHooks.read(SRS, "srs-whip-media"));
        assertThat(recorded.sessions("whip4")).containsExactly("732pds54 ended unpublish");
        assertThat(recorded.stack.peakViewers(recorded.stream("whip4"))).isEqualTo(1);
    }

    @Test
    void whipOntoABusyStreamSendsNoHook() {
        recorded.play(RecordedHooks.read(SRS, "whip-dup"));
        assertThat(recorded.sessions("wdup")).containsExactly("77l717ns ended unpublish");
        assertThat(recorded.sessions("wdup2")).containsExactly("06297v5p ended unpublish");
    }

    @Test
    void srsPublishersAtTheSameTime() {
        recorded.play(RecordedHooks.read(SRS, "srs-concurrent"));
        assertThat(recorded.sessions("con3")).containsExactly("3q295nht ended unpublish");
        assertThat(recorded.sessions("con4")).containsExactly("n6336c6g open");
        assertThat(recorded.sessions("con16")).containsExactly("48ng80w4 open");
        assertThat(recorded.refusals()).isEmpty();
    }

    @Test
    void nginxNormalPublishWithAViewer() {
        recorded.play(RecordedHooks.read(NGINX, "ng-basic"));
        assertThat(recorded.sessions("123")).containsExactly("1 ended unpublish");
        assertThat(recorded.events("123")).containsExactly("stream.live", "stream.ended");
        assertThat(recorded.stack.peakViewers(recorded.stream("123"))).isEqualTo(1);
        assertThat(recorded.refusals()).isEmpty();
    }

    @Test
    void nginxBusySecondPublisherAndAKilledFirstOne() {
        recorded.play(RecordedHooks.read(NGINX, "ng-dup", "ng-kill9-pub"));
        assertThat(recorded.sessions("dup"))
                .containsExactly("210 ended unpublish", "213 ended closed");
        assertThat(recorded.events("dup")).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void nginxRenamedStreamIsKnownByItsOriginalName() {
        recorded.play(RecordedHooks.read(NGINX, "ng-302-name"));
        assertThat(recorded.sessions("secretkey")).containsExactly("66 ended unpublish");
    }

    @Test
    void nginxRelayIsNoViewer() {
        recorded.play(RecordedHooks.read(NGINX, "ng-302-rtmp"));
        assertThat(recorded.sessions("orig1")).containsExactly("75 ended unpublish");
        assertThat(recorded.stack.peakViewers(recorded.stream("orig1"))).isZero();
    }

    @Test
    void nginxInjectedArgumentsConcernTheVictimsOwnNameOnly() {
        recorded.play(RecordedHooks.read(NGINX, "ng-inject"));
        assertThat(recorded.streams()).doesNotContainKey("evil");
        assertThat(recorded.sessions("victim")).containsExactly("171 ended unpublish");
    }

    @Test
    void nginxUpdateBeforeTheAnswerToPublishOpensNothingByItself() {
        recorded.playLate(RecordedHooks.read(NGINX, "ng-delay15"));
        assertThat(recorded.sessions("d15")).containsExactly("104 open");
    }

    @Test
    void nginxStalledPublisherIsEndedByItsDone() {
        recorded.play(RecordedHooks.read(NGINX, "ng-stall-long"));
        assertThat(recorded.sessions("stalllong"))
                .containsExactly("340 ended unpublish", "365 ended unpublish");
    }

    @Test
    void theWholeSrsRecordingLeavesNobodyOnAirWhoHasLeft() {
        leavesNobodyOnAirWhoHasLeft(SRS, Set.of("on_unpublish", "on_close"));
    }

    @Test
    void theWholeNginxRecordingLeavesNobodyOnAirWhoHasLeft() {
        leavesNobodyOnAirWhoHasLeft(NGINX, Set.of("on_publish_done"));
    }

    private void leavesNobodyOnAirWhoHasLeft(String file, Set<String> ends) {
        List<Hook> hooks = RecordedHooks.read(file);
        recorded.play(hooks);
        Set<String> gone = new HashSet<>();
        hooks.stream()
                .filter(h -> ends.contains(h.event()) && h.method().equals("POST"))
                .forEach(h -> gone.add(h.client()));
        for (Map.Entry<String, Long> stream : recorded.streams().entrySet()) {
            List<String> sessions = recorded.stack.sessions(stream.getValue());
            assertThat(sessions)
                    .as("sessions of %s", stream.getKey())
                    .noneMatch(s -> !s.contains(" ended") && gone.contains(s.split(" ")[0]));
            assertThat(sessions.stream().filter(s -> s.matches(".* (open|suspect)")))
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(String.join(" ", recorded.stack.events(stream.getValue())))
                    .as("events of %s", stream.getKey())
                    .matches(
                            "((stream\\.live( stream\\.resumed)* stream\\.ended) ?)*"
                                    + "(stream\\.live( stream\\.resumed)*)?");
        }
        assertThat(recorded.logged()).noneMatch(line -> line.contains("abc123xyz"));
    }
}
