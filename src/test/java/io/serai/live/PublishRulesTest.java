package io.serai.live;

import static io.serai.live.DecisionAssert.decided;
import static io.serai.live.Situation.A;
import static io.serai.live.Situation.NEXT_ID;
import static io.serai.live.Situation.NOW;
import static io.serai.live.Situation.from;
import static io.serai.live.Situation.nginx;
import static io.serai.live.Situation.onPath;
import static io.serai.live.Situation.srs;
import static io.serai.live.Situation.strict;
import static io.serai.live.Situation.whip;
import static io.serai.live.Situation.withDigest;
import static io.serai.live.Situation.withObject;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.Change.Broadcast;
import io.serai.live.Change.Contend;
import io.serai.live.Change.End;
import io.serai.live.Change.Open;
import io.serai.live.Change.Trust;
import io.serai.live.Decision.Note;
import io.serai.live.Decision.Outcome;
import io.serai.live.Verdict.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P1 to P6: what happens when somebody asks to publish. */
class PublishRulesTest {
    @Test
    void p1OpensASessionWhenNobodyIsOnAir() {
        Decision decision = srs().publish("6");
        decided(decision).accepted().changes(Open.class).live().checksNothing();
        assertThat(decision.outcome())
                .contains(new Outcome.Live(new Broadcast(NEXT_ID, NOW, 0), "published"));
    }

    @Test
    void p1LetsAClientPublishAgainOnTheConnectionOfItsEndedSession() {
        decided(srs().left("6", 1).publish("6")).accepted().changes(Open.class).live();
    }

    @Test
    void p1OpensTheSecondPublicationOfARoomWithoutAnEvent() {
        Decision decision = srs().others(1, 9).publish("6");
        decided(decision).accepted().changes(Open.class).tellsNobody();
        assertThat(decision.changes().getFirst())
                .isInstanceOfSatisfying(
                        Open.class,
                        open ->
                                assertThat(open.broadcast())
                                        .isEqualTo(new Broadcast(7, Situation.ago(500), 9)));
    }

    @Test
    void p2AcceptsADuplicateAndChangesNothing() {
        decided(srs().onAir(60).publish(A)).accepted().changesNothing().noted(Note.DUPLICATE);
    }

    @Test
    void p2RefusesADuplicateInTheStrictForm() {
        Situation air = srs().onAir(60);
        decided(air.publish(strict(air.hook(A)))).refused(Reason.ALREADY_LIVE).changesNothing();
    }

    @Test
    void p2TrustsASuspectWhoPublishesOnItsOwnConnection() {
        decided(srs().onAir(60).suspectSince(5).publish(A)).accepted().changes(Trust.class);
    }

    @Nested
    class P2OfNginx {
        @Test
        void aRequestRepeatedWithinThreeSecondsIsADuplicate() {
            decided(nginx().onAir(2.999).publish(A)).accepted().changesNothing();
        }

        @Test
        void afterThreeSecondsTheCounterMustHaveBegunAnew() {
            decided(nginx().onAir(3).publish(A))
                    .accepted()
                    .changes(End.class, Open.class)
                    .resumed("reconnected");
        }

        @Test
        void anotherRequestWithTheSameNumberIsNoDuplicate() {
            Situation air = nginx().onAir(1);
            decided(air.publish(withDigest(air.hook(A), "other")))
                    .changes(End.class, Open.class)
                    .resumed("reconnected");
        }

        @Test
        void aPublisherWhomTheReconcilerFoundFirstIsADuplicate() {
            decided(nginx().found(1).publish(A)).accepted().changesNothing();
        }
    }

    @Test
    void p3ReplacesASuspect() {
        Decision decision = srs().onAir(60).suspectSince(1).publish("6");
        decided(decision)
                .accepted()
                .changes(End.class, Open.class)
                .resumed("reconnected")
                .offAir(false);
        assertThat(decision.changes().getFirst())
                .isInstanceOfSatisfying(
                        End.class, e -> assertThat(e.reason()).isEqualTo(EndReason.LOST));
    }

    @Test
    void p3KeepsTheBroadcast() {
        Decision decision = srs().onAir(60).suspectSince(1).publish("6");
        Broadcast broadcast = new Broadcast(3, Situation.ago(60), 4);
        assertThat(decision.outcome()).contains(new Outcome.Resumed(broadcast, "reconnected"));
        assertThat(decision.changes().getLast())
                .isInstanceOfSatisfying(
                        Open.class, o -> assertThat(o.broadcast()).isEqualTo(broadcast));
    }

    @Test
    void p3HoldsFromAnotherServerAndInTheStrictForm() {
        Situation air = srs().onAir(60).suspectSince(1);
        Fence elsewhere = new Fence("srs:two", "boot9", "6");
        decided(air.publish(strict(from(air.hook("6"), elsewhere))))
                .accepted()
                .changes(End.class, Open.class)
                .resumed("reconnected");
    }

    @Nested
    class P4 {
        @Test
        void aNewProcessOfTheSameServerProvesThatTheOldOneIsGone() {
            Situation air = srs().onAir(60);
            Fence restarted = new Fence("srs:one", "boot2", "6");
            decided(air.publish(from(air.hook("6"), restarted)))
                    .accepted()
                    .changes(End.class, Open.class)
                    .resumed("reconnected");
        }

        @Test
        void anotherStreamObjectProvesThatThePublisherIsGone() {
            Situation air = srs().onAir(60);
            decided(air.publish(withObject(air.hook("6"), "object2")))
                    .changes(End.class, Open.class)
                    .resumed("reconnected");
        }

        @Test
        void proofCountsInTheStrictForm() {
            Situation air = srs().onAir(60);
            decided(air.publish(strict(withObject(air.hook("6"), "object2"))))
                    .accepted()
                    .resumed("reconnected");
        }

        @Test
        void anEqualOrAbsentStreamObjectProvesNothing() {
            Situation air = srs().onAir(60);
            decided(air.publish("6")).changes(Contend.class);
            decided(air.publish(withObject(air.hook("6"), ""))).changes(Contend.class);
            Situation found = srs().found(60);
            decided(found.publish(withObject(found.hook("6"), "object2"))).changes(Contend.class);
        }

        @Test
        void aWhipPublisherProvesItBecauseSrsLooksBeforeItAsks() {
            Situation air = srs().onAir(60);
            decided(air.publish(whip(air.hook("6"))))
                    .changes(End.class, Open.class)
                    .resumed("reconnected");
        }

        @Test
        void aWhipPublisherOfAnotherPathProvesNothing() {
            Situation air = srs().onAir(60);
            decided(air.publish(onPath(whip(air.hook("6")), "/other/key")))
                    .refused(Reason.ALREADY_LIVE);
        }

        @Test
        void anOldClientThatReturnsOnItsConnectionProvesNothing() {
            Situation air = srs().onAir(60).left("6", 2);
            decided(air.publish(withObject(air.hook("6"), "object2"))).changes(Contend.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "4", "5"})
        void aLowerOrEqualNumberOfNginxProvesARestart(String client) {
            decided(nginx().onAir(60).publish(client))
                    .accepted()
                    .changes(End.class, Open.class)
                    .resumed("reconnected");
        }

        @ParameterizedTest
        @ValueSource(strings = {"6", "", "x", "99999999999999999999999"})
        void aHigherNumberOrNoneProvesNothing(String client) {
            decided(nginx().onAir(60).publish(client)).accepted().changes(Contend.class);
        }
    }

    @Test
    void p5AcceptsAContenderKeepsTheSessionAndLooksAfterTwoSeconds() {
        decided(srs().onAir(60).publish("6"))
                .accepted()
                .changes(Contend.class)
                .tellsNobody()
                .checksAfter(Duration.ofSeconds(2))
                .noted(Note.CONTENDS);
    }

    @Test
    void p5DoesNotCountAContenderTwice() {
        decided(srs().onAir(60).contender("6", 1).publish("6"))
                .accepted()
                .changesNothing()
                .checksAfter(Duration.ofSeconds(2));
    }

    @Test
    void p5CountsOneWhoWasTurnedAwayAndTriesAgain() {
        decided(srs().onAir(60).tombstone("6", 1).publish("6")).accepted().changes(Contend.class);
    }

    @Test
    void p5RefusesInTheStrictFormAndLooksAtOnce() {
        Situation air = srs().onAir(60);
        decided(air.publish(strict(air.hook("6"))))
                .refused(Reason.ALREADY_LIVE)
                .changesNothing()
                .checksAfter(Duration.ZERO);
    }

    @Test
    void p6RefusesAPublisherOfAnotherServerAndLooksAtOnce() {
        Situation air = srs().onAir(60);
        for (String source : new String[] {"srs:two", "nginx:edge"}) {
            Fence elsewhere = new Fence(source, "boot1", "6");
            decided(air.publish(from(air.hook("6"), elsewhere)))
                    .refused(Reason.ALREADY_LIVE)
                    .changesNothing()
                    .checksAfter(Duration.ZERO);
        }
    }

    @Test
    void p6RefusesAnotherPathOfTheSameStream() {
        Situation air = srs().onAir(60);
        decided(air.publish(onPath(air.hook("6"), "other.host/live/key")))
                .refused(Reason.ALREADY_LIVE)
                .changesNothing()
                .checksAfter(Duration.ZERO);
    }

    @Test
    void refusesAHookOfASupersededProcess() {
        decided(srs().hookOfASupersededProcess().publish("6"))
                .refused(Reason.SUPERSEDED_SERVER)
                .changesNothing();
        decided(srs().onAir(60).suspectSince(1).hookOfASupersededProcess().publish("6"))
                .refused(Reason.SUPERSEDED_SERVER)
                .changesNothing();
    }
}
