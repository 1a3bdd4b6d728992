package io.serai.live;

import static io.serai.live.DecisionAssert.decided;
import static io.serai.live.Situation.A;
import static io.serai.live.Situation.NAME;
import static io.serai.live.Situation.NOW;
import static io.serai.live.Situation.nginx;
import static io.serai.live.Situation.srs;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.Change.Leave;
import io.serai.live.Change.Promote;
import io.serai.live.Change.Refute;
import io.serai.live.Decision.Note;
import io.serai.live.Decision.Outcome;
import io.serai.live.MediaEvent.End;
import io.serai.live.MediaEvent.EndKind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** E1 to E5: what happens when a media server says that a publisher has gone. */
class EndRulesTest {
    @ParameterizedTest
    @EnumSource(EndKind.class)
    void e1EndsTheSessionByAnyEndHookOfItsPublisher(EndKind kind) {
        decided(srs().onAir(60).end(A, kind)).changes(Change.End.class).ended(EndReason.UNPUBLISH);
    }

    @Test
    void e1EndsASuspectAsWell() {
        decided(srs().onAir(60).suspectSince(5).end(A, EndKind.UNPUBLISH))
                .changes(Change.End.class)
                .ended(EndReason.UNPUBLISH);
    }

    @Test
    void e1PromotesAContenderOfTheLastTenSeconds() {
        Decision decision = srs().onAir(60).contender("6", 10).end(A, EndKind.UNPUBLISH);
        decided(decision)
                .changes(Change.End.class, Promote.class)
                .resumed("reconnected")
                .offAir(false)
                .noted(Note.PROMOTED);
        assertThat(decision.changes().getFirst())
                .isInstanceOfSatisfying(
                        Change.End.class,
                        e -> assertThat(e.reason()).isEqualTo(EndReason.UNPUBLISH));
    }

    @Test
    void e1EndsTheStreamWhenTheContenderIsOlder() {
        decided(srs().onAir(60).contender("6", 10.001).end(A, EndKind.UNPUBLISH))
                .changes(Change.End.class, Refute.class)
                .ended(EndReason.UNPUBLISH);
    }

    @Test
    void e1PromotesTheNewestContender() {
        Decision decision =
                srs().onAir(60).contender("6", 3).contender("7", 1).end(A, EndKind.UNPUBLISH);
        assertThat(decision.changes().getLast())
                .isInstanceOfSatisfying(
                        Promote.class, p -> assertThat(p.rival().fence().client()).isEqualTo("7"));
    }

    @Test
    void e1NeverPromotesOneWhoWasTurnedAway() {
        decided(srs().onAir(60).tombstone("6", 1).end(A, EndKind.UNPUBLISH))
                .changes(Change.End.class)
                .ended(EndReason.UNPUBLISH);
    }

    @Test
    void e1NeverPromotesThePublisherWhoLeaves() {
        decided(nginx().found(2).contender(A, 4).end(A, EndKind.PUBLISH_DONE))
                .changes(Change.End.class, Refute.class)
                .ended(EndReason.UNPUBLISH);
    }

    @Test
    void e1KeepsARoomLiveWhileOthersPublish() {
        decided(srs().onAir(60).others(1, 2).end(A, EndKind.UNPUBLISH))
                .changes(Change.End.class)
                .tellsNobody()
                .offAir(false);
    }

    @Test
    void e1TellsTheHighestNumberOfViewersOfTheRoom() {
        Decision decision = srs().onAir(60).others(0, 9).end(A, EndKind.UNPUBLISH);
        assertThat(decision.outcome())
                .get()
                .isInstanceOfSatisfying(
                        Outcome.Ended.class,
                        e -> assertThat(e.broadcast().peakViewers()).isEqualTo(9));
    }

    @Test
    void e2RefutesAContenderWhoseConnectionSrsClosed() {
        Decision decision = srs().onAir(60).contender("6", 0.001).end("6", EndKind.CLOSE);
        decided(decision).changes(Refute.class).tellsNobody().offAir(false).checksNothing();
        assertThat(decision.changes().getFirst())
                .isInstanceOfSatisfying(Refute.class, r -> assertThat(r.closedItself()).isTrue());
    }

    @Test
    void e2AClosedConnectionChangesNothingTwice() {
        decided(srs().onAir(60).tombstone("6", 1).end("6", EndKind.CLOSE)).changesNothing();
    }

    @Test
    void e2AnUnpublishOfAContenderProvesThatTheSessionBeforeItWasGone() {
        decided(srs().onAir(60).contender("6", 8).end("6", EndKind.UNPUBLISH))
                .changes(Change.End.class, Leave.class)
                .ended(EndReason.LOST);
    }

    @Test
    void e2AnUnpublishOfOneThoughtToBeTurnedAwayProvesItAsWell() {
        decided(srs().onAir(60).tombstone("6", 8).end("6", EndKind.UNPUBLISH))
                .changes(Change.End.class)
                .ended(EndReason.LOST);
    }

    @Test
    void e2AnUnpublishOfAContenderSaysNothingOfASessionThatCameAfterIt() {
        decided(srs().onAir(3).contender("6", 8).end("6", EndKind.UNPUBLISH))
                .changes(Leave.class)
                .tellsNobody()
                .offAir(false)
                .checksAfter(Duration.ZERO)
                .noted(Note.STALE_END);
    }

    @Test
    void e2AnUnpublishOfAContenderWithoutASessionBesideItOnlyForgetsIt() {
        decided(srs().contender("6", 8).end("6", EndKind.UNPUBLISH))
                .changes(Leave.class)
                .tellsNobody();
    }

    @Nested
    class E2OfNginx {
        @Test
        void thePublisherWhoIsDoneAtOnceWasTurnedAway() {
            decided(nginx().onAir(60).contender("6", 1).end("6", EndKind.PUBLISH_DONE))
                    .changes(Refute.class)
                    .tellsNobody()
                    .checksNothing();
        }

        @Test
        void aLaterEndAsksTheServerAndEndsNobody() {
            decided(nginx().onAir(60).contender("6", 1.001).end("6", EndKind.PUBLISH_DONE))
                    .changes(Refute.class)
                    .tellsNobody()
                    .offAir(false)
                    .checksAfter(Duration.ZERO);
        }

        @Test
        void aLateEndOfOneTurnedAwayBeforeAsksTheServer() {
            decided(nginx().onAir(60).tombstone("6", 5).end("6", EndKind.PUBLISH_DONE))
                    .changesNothing()
                    .checksAfter(Duration.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource(EndKind.class)
    void e3AnEndOfSomebodyElseIsCountedAndLookedInto(EndKind kind) {
        decided(srs().onAir(60).end("2", kind))
                .accepted()
                .changesNothing()
                .offAir(false)
                .checksAfter(Duration.ZERO)
                .noted(Note.STALE_END);
    }

    @Test
    void e3TheSameClientNumberInAnotherProcessIsSomebodyElse() {
        Situation air = srs().onAir(60);
        Fence old = new Fence("srs:one", "boot0", A);
        decided(Rules.end(air.air(), new End(old, Optional.of(NAME), EndKind.UNPUBLISH), NOW))
                .changesNothing()
                .noted(Note.STALE_END);
    }

    @Test
    void e4AnUnpublishWithoutASessionStillTakesTheStreamOffAir() {
        decided(srs().end("2", EndKind.UNPUBLISH)).accepted().changesNothing().offAir(true);
        decided(nginx().end("2", EndKind.PUBLISH_DONE)).accepted().changesNothing().offAir(true);
    }

    @Test
    void e4AClosedConnectionSaysNothingOfAStream() {
        decided(srs().end("2", EndKind.CLOSE)).accepted().changesNothing().offAir(false);
    }

    @Test
    void e4KeepsARoomInWhichOthersPublish() {
        decided(srs().others(1, 0).end("2", EndKind.UNPUBLISH)).changesNothing().offAir(false);
    }

    @Test
    void e4ALateHookOfASupersededProcessTakesNothingOffAir() {
        decided(srs().hookOfASupersededProcess().end("2", EndKind.UNPUBLISH))
                .accepted()
                .changesNothing()
                .offAir(false)
                .noted(Note.STALE_END);
    }

    @ParameterizedTest
    @EnumSource(
            value = EndKind.class,
            names = {"UNPUBLISH", "PUBLISH_DONE"})
    void e5AnEndWithoutAClientMeansWhoeverIsOnAir(EndKind kind) {
        Fence byHand = new Fence("srs:", "", "");
        End end = new End(byHand, Optional.of(NAME), kind);
        decided(Rules.end(srs().onAir(60).air(), end, NOW))
                .changes(Change.End.class)
                .ended(EndReason.UNPUBLISH);
    }
}
