package io.serai.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.serai.common.ControlException.Unavailable;
import io.serai.livekit.LiveKitFailed.Reason;
import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.ScriptedLiveKit.Mode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import livekit.LivekitIngress.CreateIngressRequest;
import livekit.LivekitIngress.IngressInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveKitTest {
    private static final Duration DEADLINE = Duration.ofMillis(1500);
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final ScriptedLiveKit server = ScriptedLiveKit.start();
    private final LiveKit livekit = client(ScriptedLiveKit.SECRET);

    @AfterEach
    void close() {
        livekit.close();
        server.close();
    }

    @Test
    void makesAnIngressIntoTheRoomOfItsUser() {
        Ingress made = livekit.createIngress(Ingress.Kind.WHIP, "42");

        assertThat(made.id()).startsWith("IN_");
        assertThat(made.streamKey()).isNotEmpty();
        assertThat(made.url()).startsWith("http://");
        assertThat(server.calls())
                .singleElement()
                .extracting(ScriptedLiveKit.Call::request)
                .isEqualTo(
                        CreateIngressRequest.newBuilder()
                                .setName("42-ingress")
                                .setRoomName("42")
                                .setParticipantIdentity("42")
                                .setParticipantName("42")
                                .setInputType(IngressInput.WHIP_INPUT)
                                .build());
    }

    @Test
    void listsAndDeletesTheIngressesOfARoom() {
        Ingress mine = livekit.createIngress(Ingress.Kind.RTMP, "42");
        livekit.createIngress(Ingress.Kind.RTMP, "43");

        assertThat(livekit.ingresses("42")).containsExactly(mine);
        assertThat(livekit.deleteIngress(mine.id())).isTrue();
        assertThat(livekit.deleteIngress(mine.id())).isFalse();
        assertThat(livekit.ingresses("42")).isEmpty();
    }

    @Test
    void saysWhoIsInARoomAndPutsThemOut() {
        server.state().enter("42", "viewer", Instant.EPOCH);

        assertThat(livekit.updateParticipant("42", "viewer", Grants.SILENT_VIEWER)).isTrue();
        assertThat(livekit.participants("42"))
                .extracting(Participant::identity, Participant::grants)
                .containsExactly(tuple("viewer", Grants.SILENT_VIEWER));
        assertThat(livekit.removeParticipant("42", "viewer")).isTrue();
        assertThat(livekit.removeParticipant("42", "viewer")).isFalse();
        assertThat(livekit.updateParticipant("42", "viewer", Grants.VIEWER)).isFalse();
        assertThat(livekit.deleteRoom("42")).isTrue();
        assertThat(livekit.deleteRoom("42")).isFalse();
        assertThat(livekit.participants("42")).isEmpty();
    }

    @Test
    void countsEverybodyButTheUserAsViewer() {
        server.state().enter("42", "42", Instant.EPOCH);
        server.state().enter("42", "Host-42", Instant.EPOCH);
        server.state().enter("42", "guest-1", Instant.EPOCH);

        assertThat(livekit.viewers("42")).hasValue(2);
        assertThat(livekit.viewers("43")).hasValue(0);
    }

    @Test
    void doesNotKnowTheViewersWhileLiveKitIsAway() {
        server.answer(Mode.FAILING);

        assertThat(livekit.viewers("42")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, UNREACHABLE",
        "SILENT, DEADLINE",
        "FAILING, FAULT",
        "REFUSING, CREDENTIALS",
        "COMPLAINING, REFUSED",
        "BROKEN_OFF, BROKEN_OFF",
        "CLOSING, BROKEN_OFF",
        "GARBAGE, FAULT",
        "EMPTY_PAGE, FAULT",
        "OTHER_SERVER, FAULT"
    })
    void saysWhyItFailedAndNothingSecret(Mode mode, Reason reason) {
        server.answer(mode);

        LiveKitFailed failed =
                catchThrowableOfType(
                        LiveKitFailed.class, () -> livekit.createIngress(Ingress.Kind.RTMP, "42"));

        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed).hasMessageNotContainingAny(ScriptedLiveKit.SECRET, "eyJ");
    }

    @Test
    void keepsTheDeadlineWhateverHangs() {
        server.answer(Mode.SILENT);
        long started = System.nanoTime();

        assertThatThrownBy(() -> livekit.participants("42")).isInstanceOf(LiveKitFailed.class);

        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(DEADLINE, DEADLINE.plusMillis(800));
    }

    @Test
    void asksOnceMoreWhereTheConnectionBrokeOff() {
        server.then(Mode.CLOSING);

        assertThat(livekit.participants("42")).isEmpty();

        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void neverMakesASecondIngressWhereTheFirstMayHaveBeenMade() {
        server.then(Mode.BROKEN_OFF);

        assertThatThrownBy(() -> livekit.createIngress(Ingress.Kind.RTMP, "42"))
                .isInstanceOf(LiveKitFailed.class);

        assertThat(server.state().ingresses()).hasSize(1);
    }

    @Test
    void tellsWrongCredentialsFromOthers() {
        try (LiveKit wrong = client("not-the-secret-that-livekit-knows")) {
            LiveKitFailed failed =
                    catchThrowableOfType(LiveKitFailed.class, () -> wrong.ingresses("42"));

            assertThat(failed.reason()).isEqualTo(Reason.CREDENTIALS);
            assertThat(wrong.state())
                    .isInstanceOfSatisfying(
                            Attempts.State.Fails.class,
                            fails -> assertThat(fails.reason()).isEqualTo(Reason.CREDENTIALS));
        }
    }

    @Test
    void isNotAskedForAWhileOnceItHasFailedRepeatedlyAndThenAgain() throws Exception {
        server.answer(Mode.FAILING);
        for (int question = 0; question < 5; question++) {
            assertThatThrownBy(() -> livekit.ingresses("42")).isInstanceOf(LiveKitFailed.class);
        }
        int asked = server.requests();

        LiveKitFailed paused =
                catchThrowableOfType(LiveKitFailed.class, () -> livekit.ingresses("42"));

        assertThat(paused.reason()).isEqualTo(Reason.PAUSED);
        assertThat(server.requests()).isEqualTo(asked);
        server.answer(Mode.NORMAL);
        await().atMost(Duration.ofSeconds(5))
                .ignoreExceptions()
                .until(() -> livekit.ingresses("42").isEmpty());
        assertThat(livekit.state()).isEqualTo(new Attempts.State.Works());
    }

    @Test
    void withoutLiveKitEveryCallSaysSo() {
        LiveKitSettings none = new LiveKitSettings("", "", "", DEADLINE, PAUSE, DEADLINE);
        try (LiveKit absent = new LiveKit(none, Clock.systemUTC())) {
            assertThat(absent.configured()).isFalse();
            assertThat(absent.viewers("42")).isEmpty();
            assertThatThrownBy(() -> absent.createIngress(Ingress.Kind.RTMP, "42"))
                    .isInstanceOf(Unavailable.class)
                    .hasMessage("LiveKit is not configured");
            assertThatThrownBy(absent::url).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void nobodySeesAKeyInAText() {
        Ingress made = livekit.createIngress(Ingress.Kind.RTMP, "42");

        assertThat(List.of(made.toString(), settings(ScriptedLiveKit.SECRET).toString()))
                .noneMatch(text -> text.contains(made.streamKey()))
                .noneMatch(text -> text.contains(ScriptedLiveKit.SECRET));
    }

    private LiveKit client(String secret) {
        return new LiveKit(settings(secret), Clock.systemUTC());
    }

    private LiveKitSettings settings(String secret) {
        return new LiveKitSettings(
                server.url(), ScriptedLiveKit.KEY, secret, DEADLINE, PAUSE, Duration.ofHours(6));
    }
}
