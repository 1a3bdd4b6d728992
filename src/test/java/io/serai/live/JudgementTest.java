package io.serai.live;

import static io.serai.live.DecisionAssert.decided;
import static io.serai.live.Situation.A;
import static io.serai.live.Situation.NOW;
import static io.serai.live.Situation.PATH;
import static io.serai.live.Situation.ago;
import static io.serai.live.Situation.nginx;
import static io.serai.live.Situation.srs;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.Change.End;
import io.serai.live.Change.Open;
import io.serai.live.Change.Promote;
import io.serai.live.Change.Refute;
import io.serai.live.Change.Suspect;
import io.serai.live.Change.Trust;
import io.serai.live.Decision.Note;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.OnAirReport.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What follows from a media server's answer: live, not live, or unknown. */
class JudgementTest {
    private static final View NOTHING_LISTED = new View.Listed(NOW, "boot1", Optional.empty());

    @Nested
    class Unknown {
        @Test
        void changesNothingHoweverLongTheSessionIsSuspect() {
            decided(srs().onAir(900).suspectSince(600).judge(new View.Unknown()))
                    .changesNothing()
                    .noted(Note.UNKNOWN);
            decided(srs().onAir(900).suspectSince(600).judge(new View.NoApi())).changesNothing();
        }

        @Test
        void isASessionYoungerThanFiveSecondsWhenItsServerWasAsked() {
            decided(srs().onAir(4.999).judge(NOTHING_LISTED)).changesNothing().noted(Note.UNKNOWN);
            decided(srs().onAir(4.999).judge(new View.OtherServer(NOW))).changesNothing();
            decided(srs().onAir(5).judge(NOTHING_LISTED)).changes(Suspect.class);
            decided(srs().onAir(5).judge(new View.OtherServer(NOW))).changes(Suspect.class);
            View askedBefore = new View.Listed(ago(1), "boot1", Optional.empty());
            decided(srs().onAir(5).judge(askedBefore)).changesNothing();
        }

        @Test
        void isAListThatIsOlderThanTheEndItStillShows() {
            View old = new View.Listed(ago(2), "boot1", Optional.of(publisher("6", true)));
            decided(srs().onAir(60).left("6", 1).judge(old)).changesNothing();
            decided(srs().onAir(60).left("6", 3).judge(old)).changes(End.class, Open.class);
        }
    }

    @Nested
    class Live {
        @Test
        void restoresTrust() {
            decided(srs().onAir(60).suspectSince(30).judge(listed(A, true)))
                    .changes(Trust.class)
                    .tellsNobody()
                    .noted(Note.ALIVE);
        }

        @Test
        void refutesContendersWhoCameBeforeTheQuestion() {
            View asked = new View.Listed(ago(1), "boot1", Optional.of(publisher(A, true)));
            decided(srs().onAir(60).contender("6", 2).judge(asked)).changes(Refute.class);
            decided(srs().onAir(60).contender("6", 1).judge(asked)).changesNothing();
        }

        @Test
        void isAnotherClientWhoContends() {
            decided(srs().onAir(60).contender("6", 2).judge(listed("6", true)))
                    .changes(End.class, Promote.class)
                    .resumed("confirmed");
        }

        @Test
        void isAnotherClientNobodyToldOf() {
            decided(srs().onAir(60).judge(listed("6", true)))
                    .changes(End.class, Open.class)
                    .resumed("reconciled")
                    .noted(Note.RE_FENCED);
            decided(srs().onAir(60).tombstone("6", 20).judge(listed("6", true)))
                    .changes(End.class, Open.class)
                    .resumed("reconciled");
        }
    }

    @Nested
    class NotLive {
        @Test
        void makesSuspectFirst() {
            Decision decision = srs().onAir(60).judge(NOTHING_LISTED);
            decided(decision).changes(Suspect.class).tellsNobody().offAir(false);
        }

        @Test
        void isASessionOfAnotherProcess() {
            View restarted = new View.Listed(NOW, "boot2", Optional.of(publisher(A, true)));
            decided(srs().onAir(60).judge(restarted)).changes(Suspect.class);
        }

        @Test
        void isAListedPublisherWithoutMedia() {
            decided(srs().onAir(60).judge(listed(A, false))).changes(Suspect.class);
            decided(srs().onAir(60).judge(listed("6", false))).changes(Suspect.class);
            decided(srs().onAir(60).judge(listed("", false))).changes(Suspect.class);
        }

        @Test
        void endsTheSessionAfterTheGrace() {
            decided(srs().onAir(60).suspectSince(19.999).judge(NOTHING_LISTED)).changesNothing();
            decided(srs().onAir(60).suspectSince(20).judge(NOTHING_LISTED))
                    .changes(End.class)
                    .ended(EndReason.LOST);
            decided(srs().onAir(60).suspectSince(20).judge(new View.OtherServer(NOW)))
                    .ended(EndReason.LOST);
        }

        @Test
        void leavesAWhipPublisherWithoutMediaMoreTime() {
            Situation whip = srs().onAir(60, Protocol.WHIP);
            decided(whip.suspectSince(44.999).judge(listed(A, false))).changesNothing();
            decided(whip.suspectSince(45).judge(listed(A, false))).ended(EndReason.LOST);
            decided(whip.suspectSince(20).judge(NOTHING_LISTED)).ended(EndReason.LOST);
        }

        @Test
        void givesTheWholeGraceOnceSeraiListens() {
            Situation air = srs().onAir(900).suspectSince(600);
            decided(air.judge(NOTHING_LISTED, ago(19.999))).changesNothing();
            decided(air.judge(NOTHING_LISTED, ago(20))).ended(EndReason.LOST);
        }

        @Test
        void keepsARoomLiveInWhichOthersPublish() {
            decided(srs().onAir(60).suspectSince(20).others(2, 0).judge(NOTHING_LISTED))
                    .changes(End.class)
                    .tellsNobody()
                    .offAir(false);
        }
    }

    @Nested
    class AContender {
        @Test
        void isRefutedAfterTenSecondsWithoutEvidence() {
            decided(srs().onAir(60).contender("6", 10).judge(new View.Unknown())).changesNothing();
            Decision older = srs().onAir(60).contender("6", 10.001).judge(new View.Unknown());
            decided(older).changes(Refute.class);
            assertThat(older.changes().getFirst())
                    .isInstanceOfSatisfying(
                            Refute.class, r -> assertThat(r.closedItself()).isFalse());
        }

        @Test
        void isRefutedWithoutASessionAsWell() {
            decided(srs().contender("6", 11).judge(new View.Unknown())).changes(Refute.class);
        }

        @Test
        void isPromotedByTwoSilentSecondsOfAnNginxThatCannotBeAsked() {
            decided(nginx().onAir(60).contender("6", 1.999).judge(new View.NoApi()))
                    .changesNothing();
            decided(nginx().onAir(60).contender("6", 2).judge(new View.NoApi()))
                    .changes(End.class, Promote.class)
                    .resumed("reconnected");
        }

        @Test
        void isPromotedSoThoughTheUpdatesOfTheSessionAreNotMissingYet() {
            View updates = new View.Updates(false, true);
            decided(nginx().onAir(60).contender("6", 1.999).judge(updates)).changesNothing();
            decided(nginx().onAir(60).contender("6", 2).judge(updates))
                    .changes(End.class, Promote.class)
                    .resumed("reconnected");
        }

        @Test
        void isNotPromotedBySilenceWhereThereIsAPageToAsk() {
            decided(nginx().onAir(60).contender("6", 5).judge(new View.Updates(false, false)))
                    .changesNothing();
        }

        @Test
        void ofSrsIsNotPromotedBySilence() {
            decided(srs().onAir(60).contender("6", 5).judge(new View.NoApi())).changesNothing();
        }

        @Test
        void isNotThePublisherOnAirItself() {
            decided(nginx().found(8).contender(A, 9).judge(new View.NoApi())).changesNothing();
        }
    }

    @Test
    void updatesSayWhetherAPublisherOfNginxIsAlive() {
        View alive = new View.Updates(false, true);
        View silent = new View.Updates(true, true);
        decided(nginx().onAir(60).suspectSince(5).judge(alive)).changes(Trust.class);
        decided(nginx().onAir(60).judge(silent)).changes(Suspect.class);
        decided(nginx().onAir(60).suspectSince(19.999).judge(silent)).changesNothing();
        decided(nginx().onAir(60).suspectSince(20).judge(silent)).ended(EndReason.LOST);
    }

    @Nested
    class Adoption {
        @Test
        void opensASessionForAListedPublisher() {
            decided(adopt(srs(), NOW)).changes(Open.class).live();
        }

        @Test
        void leavesASessionAlone() {
            decided(adopt(srs().onAir(60), NOW)).changesNothing();
        }

        @Test
        void doesNotBelieveAListThatIsOlderThanTheEnd() {
            decided(adopt(srs().left("6", 1), ago(1))).changesNothing();
            decided(adopt(srs().left("6", 2), ago(1))).changes(Open.class);
        }

        @Test
        void doesNotBelieveASupersededProcess() {
            decided(adopt(srs().hookOfASupersededProcess(), NOW)).changesNothing();
        }

        private static Decision adopt(Situation situation, Instant requestedAt) {
            return new Judgement(Duration.ofSeconds(20), Duration.ofSeconds(45))
                    .adopt(
                            situation.air(),
                            Air.Origin.found(situation.fence("6"), PATH),
                            requestedAt,
                            NOW);
        }
    }

    private static View listed(String client, boolean active) {
        return new View.Listed(NOW, "boot1", Optional.of(publisher(client, active)));
    }

    private static Publisher publisher(String client, boolean active) {
        return new Publisher(PATH, client, active);
    }
}
