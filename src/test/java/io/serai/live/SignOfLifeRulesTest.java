package io.serai.live;

import static io.serai.live.DecisionAssert.decided;
import static io.serai.live.Situation.A;
import static io.serai.live.Situation.NAME;
import static io.serai.live.Situation.NOW;
import static io.serai.live.Situation.PATH;
import static io.serai.live.Situation.nginx;
import static io.serai.live.Situation.srs;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.Change.End;
import io.serai.live.Change.Open;
import io.serai.live.Change.Promote;
import io.serai.live.Change.Touch;
import io.serai.live.Change.Trust;
import io.serai.live.Decision.Note;
import io.serai.live.Verdict.Accepted;
import io.serai.live.Verdict.Reason;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Segments and recordings of SRS, and nginx-rtmp's on_update. */
class SignOfLifeRulesTest {
    @Nested
    class Evidence {
        @Test
        void ofThePublisherOnAirChangesNothing() {
            decided(srs().onAir(60).evidence(A)).changesNothing().noted(Note.ALIVE);
        }

        @Test
        void ofASuspectRestoresTrust() {
            decided(srs().onAir(60).suspectSince(5).evidence(A)).changes(Trust.class);
        }

        @Test
        void promotesAContender() {
            decided(srs().onAir(60).contender("6", 3).evidence("6"))
                    .changes(End.class, Promote.class)
                    .resumed("confirmed");
        }

        @Test
        void ofOneTurnedAwayOrUnknownOnlyAsksTheServer() {
            decided(srs().onAir(60).tombstone("6", 3).evidence("6"))
                    .changesNothing()
                    .checksAfter(Duration.ZERO);
            decided(srs().onAir(60).evidence("7")).changesNothing().checksAfter(Duration.ZERO);
        }

        @Test
        void ofASupersededProcessSaysNothing() {
            decided(srs().onAir(60).suspectSince(3).hookOfASupersededProcess().evidence(A))
                    .changesNothing()
                    .checksNothing();
        }
    }

    @Nested
    class Updates {
        @Test
        void ofThePublisherOnAirAreNoted() {
            decided(nginx().onAir(60).updated(1000, 0).update(A, 6000))
                    .accepted()
                    .changes(Touch.class);
            assertThat(frozen(nginx().onAir(60).updated(1000, 2).update(A, 6000))).isZero();
        }

        @Test
        void ofASuspectRestoreTrust() {
            decided(nginx().onAir(60).suspectSince(5).update(A, 6000))
                    .changes(Trust.class, Touch.class);
        }

        @Test
        void promoteAContender() {
            decided(nginx().onAir(60).contender("6", 5).update("6", 4983))
                    .changes(End.class, Promote.class)
                    .resumed("confirmed");
        }

        @Test
        void ofOneThoughtToBeTurnedAwayMoveTheSession() {
            decided(nginx().onAir(60).tombstone("6", 5).update("6", 4983))
                    .changes(End.class, Open.class)
                    .resumed("reconciled")
                    .noted(Note.RE_FENCED);
        }

        @Test
        void openASessionWhenNoneIsKnown() {
            decided(nginx().update("6", 4983)).accepted().changes(Open.class).live();
        }

        @Test
        void thatOvertookTheAnswerToPublishOpenNothing() {
            Decision early = nginx().update("6", 0);
            decided(early).changesNothing();
            assertThat(early.verdict()).isEqualTo(new Accepted(false));
            decided(nginx().update("6", OptionalLong.empty())).changesNothing();
            decided(nginx().onAir(60).update("6", 0)).changesNothing();
        }

        @Test
        void thatTheirPublishersEndHasOvertakenOpenNothing() {
            decided(nginx().left("6", 5).update("6", 4983)).changesNothing();
            decided(nginx().left("6", 5.001).update("6", 4983)).changes(Open.class);
        }

        @Test
        void ofAnotherServerOnlyAskAboutTheSession() {
            Air air = srs().onAir(60).air();
            MediaEvent.Update update =
                    new MediaEvent.Update(
                            new Fence("nginx:edge", "", "6"), PATH, NAME, OptionalLong.of(4983));
            decided(Rules.update(air, update, NOW)).changesNothing().checksAfter(Duration.ZERO);
        }
    }

    @Nested
    class AStalledPublisher {
        @Test
        void isKeptWhileNobodyElseWants() {
            Decision third = nginx().onAir(60).updated(3663, 2).update(A, 3663);
            decided(third).accepted().changes(Touch.class);
            assertThat(frozen(third)).isEqualTo(3);
        }

        @Test
        void isEndedWithTheThirdFrozenUpdateWhenAnotherWasTurnedAway() {
            decided(nginx().onAir(60).updated(3663, 2).tombstone("6", 29.999).update(A, 3663))
                    .refused(Reason.STALLED)
                    .changes(Touch.class);
            decided(nginx().onAir(60).updated(3663, 2).contender("6", 3).update(A, 3663))
                    .refused(Reason.STALLED);
        }

        @Test
        void isKeptAfterTwoFrozenUpdates() {
            decided(nginx().onAir(60).updated(3663, 1).tombstone("6", 3).update(A, 3663))
                    .accepted();
        }

        @Test
        void isKeptWhenTheOtherCameThirtySecondsAgo() {
            decided(nginx().onAir(60).updated(3663, 2).tombstone("6", 30).update(A, 3663))
                    .accepted();
        }

        @Test
        void isKeptWhenMediaArrivesAgain() {
            decided(nginx().onAir(60).updated(3663, 9).tombstone("6", 3).update(A, 3664))
                    .accepted();
        }
    }

    private static int frozen(Decision decision) {
        return decision.changes().stream()
                .filter(Touch.class::isInstance)
                .mapToInt(change -> ((Touch) change).frozenUpdates())
                .sum();
    }
}
