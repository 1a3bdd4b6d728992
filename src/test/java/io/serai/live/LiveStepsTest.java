package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import io.serai.live.MediaEvent.Alive;
import io.serai.live.MediaEvent.End;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Play;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.Publish;
import io.serai.live.MediaEvent.Stop;
import io.serai.live.MediaEvent.ViewerUpdate;
import io.serai.live.Verdict.Accepted;
import io.serai.live.Verdict.Reason;
import io.serai.live.Verdict.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The steps on a real PostgreSQL. */
class LiveStepsTest {
    private static final Name NAME = new Name("live", "key", Optional.empty());
    private static final Fence A = srs("boot1", "a");
    private static final Fence B = srs("boot1", "b");

    private final LiveStack stack = LiveStack.withoutApis();
    private final LiveSteps live = stack.steps();

    @BeforeEach
    void makeStream() {
        stack.stream("name", "key", false);
    }

    @AfterEach
    void close() throws Exception {
        stack.close();
    }

    @Nested
    class Publishing {
        @Test
        void anUnknownStreamIsRefusedAndNothingIsWritten() {
            assertThat(live.publish(hook(A, new Name("live", "nobody", Optional.empty()))))
                    .isEqualTo(new Refused(Reason.UNKNOWN_STREAM, "Stream not found"));
            assertThat(live.publish(hook(A, new Name("live", "\ud800", Optional.empty()))))
                    .isInstanceOf(Refused.class);
            assertThat(stack.sessions()).isEmpty();
        }

        @Test
        void aStreamFoundByItsIdWantsItsToken() {
            long id = stack.stream("token", "secret", false);
            Name wrong = new Name("live", Long.toString(id), Optional.of("guess"));
            Name none = new Name("live", Long.toString(id), Optional.empty());
            Name right = new Name("live", Long.toString(id), Optional.of("secret"));
            assertThat(live.publish(hook(A, wrong)))
                    .isEqualTo(
                            new Refused(
                                    Reason.WRONG_TOKEN,
                                    "The token is wrong",
                                    new Grounds(Optional.of(new StreamId(id)), "refused", false)));
            assertThat(live.publish(hook(A, none))).isInstanceOf(Refused.class);
            assertThat(stack.sessions()).isEmpty();
            assertThat(live.publish(hook(A, right))).isInstanceOf(Accepted.class);
            assertThat(stack.sessions()).containsExactly("a open");
        }

        @Test
        void theEndTakesTheStreamOffAirInItsSurface() {
            live.publish(hook(A, NAME));
            assertThat(stack.offAir()).isEmpty();
            live.end(end(A));
            assertThat(stack.sessions()).containsExactly("a ended unpublish");
            assertThat(stack.offAir()).containsExactly("1");
        }

        @Test
        void anEndOfAStreamThatNobodyPublishesTakesItOffAirAsWell() {
            live.end(end(A));
            assertThat(stack.offAir()).containsExactly("1");
            assertThat(stack.events()).isEmpty();
        }

        @Test
        void anEndOfAnUnknownStreamIsToldSo() {
            Name nobody = new Name("live", "nobody", Optional.empty());
            assertThat(live.end(new End(A, Optional.of(nobody), EndKind.PUBLISH_DONE)))
                    .isInstanceOf(Refused.class);
            assertThat(live.end(new End(A, Optional.empty(), EndKind.CLOSE)))
                    .isInstanceOf(Refused.class);
        }
    }

    @Nested
    class Restarts {
        @Test
        void aNewProcessMakesTheSessionsOfTheOldOneSuspectAndItsContendersRefuted() {
            live.publish(hook(A, NAME));
            live.publish(hook(B, NAME));
            live.alive(new Alive("srs:one", "boot2"));
            assertThat(stack.sessions()).containsExactly("a suspect", "b ended refuted");
            assertThat(stack.events()).containsExactly("stream.live");
        }

        @Test
        void anotherServersProcessConcernsNobodyElse() {
            live.publish(hook(A, NAME));
            live.alive(new Alive("srs:two", "boot2"));
            assertThat(stack.sessions()).containsExactly("a open");
        }

        @Test
        void theEncoderThatReturnsResumes() {
            live.publish(hook(A, NAME));
            live.publish(hook(srs("boot2", "a2"), NAME));
            assertThat(stack.sessions()).containsExactly("a ended lost", "a2 open");
            assertThat(stack.events()).containsExactly("stream.live", "stream.resumed");
            assertThat(stack.offAir()).isEmpty();
        }

        @Test
        void aLatePublishOfTheOldProcessIsRefusedAndItsEndChangesNothing() {
            live.publish(hook(A, NAME));
            live.publish(hook(srs("boot2", "a2"), NAME));
            assertThat(live.publish(hook(B, NAME)))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            r -> assertThat(r.reason()).isEqualTo(Reason.SUPERSEDED_SERVER));
            live.end(end(A));
            assertThat(stack.sessions()).containsExactly("a ended lost", "a2 open");
            assertThat(stack.offAir()).isEmpty();
        }

        @Test
        void theOldProcessNeverBecomesCurrentByAHook() {
            live.alive(new Alive("srs:one", "boot1"));
            live.alive(new Alive("srs:one", "boot2"));
            live.alive(new Alive("srs:one", "boot1"));
            assertThat(live.publish(hook(A, NAME))).isInstanceOf(Refused.class);
            assertThat(live.publish(hook(srs("boot2", "b"), NAME))).isInstanceOf(Accepted.class);
        }

        @Test
        void anEndHookMakesNoProcessCurrent() {
            live.publish(hook(A, NAME));
            live.end(end(srs("boot0", "old")));
            assertThat(stack.sessions()).containsExactly("a open");
        }

        @Test
        void aProcessThatAnswersIsTheOneThatRunsWhateverAHookClaimed() {
            live.publish(hook(A, NAME));
            stack.clock.pass(Duration.ofSeconds(1));
            live.alive(new Alive("srs:one", "invented"));
            stack.boots.answered("srs:one", "boot1", stack.clock.instant());
            assertThat(live.publish(hook(B, NAME))).isInstanceOf(Refused.class);
            stack.clock.pass(Duration.ofSeconds(1));
            stack.boots.answered("srs:one", "boot1", stack.clock.instant());
            assertThat(live.publish(hook(B, NAME))).isInstanceOf(Accepted.class);
            assertThat(live.publish(hook(srs("invented", "c"), NAME))).isInstanceOf(Refused.class);
        }
    }

    @Nested
    class Watching {
        @Test
        void countsASetOfPlays() {
            live.publish(hook(A, NAME));
            live.play(play("v1"));
            live.play(play("v1"));
            live.play(play("v2"));
            assertThat(viewers()).containsExactly("a 2 of 2");
            live.stop(stop("v1"));
            live.stop(stop("v1"));
            live.stop(stop("refused"));
            assertThat(viewers()).containsExactly("a 1 of 2");
        }

        @Test
        void doesNotCountARelayOrAStreamThatNobodyKnows() {
            live.publish(hook(A, NAME));
            assertThat(live.play(new Play(srs("boot1", "v1"), NAME, false)))
                    .isInstanceOf(Accepted.class);
            assertThat(
                            live.play(
                                    new Play(
                                            srs("boot1", "v1"),
                                            new Name("live", "nobody", Optional.empty()),
                                            true)))
                    .isInstanceOf(Accepted.class);
            assertThat(viewers()).containsExactly("a 0 of 0");
        }

        @Test
        void forgetsTheSetAtTheEnd() {
            live.publish(hook(A, NAME));
            live.play(play("v1"));
            live.play(play("v2"));
            live.end(end(A));
            live.stop(stop("v1"));
            live.publish(hook(B, NAME));
            assertThat(viewers()).containsExactly("a 2 of 2", "b 0 of 0");
        }

        @Test
        void keepsThoseWhoStayWhenThePublisherReturnsToTheSameProcess() {
            live.publish(hook(A, NAME));
            live.play(play("v1"));
            live.play(play("v2"));
            live.publish(hook(B, NAME));
            live.end(end(A));
            assertThat(viewers()).containsExactly("a 2 of 2", "b 2 of 2");
            live.publish(object(hook(srs("boot1", "c"), NAME), "object2"));
            assertThat(viewers()).containsExactly("a 2 of 2", "b 2 of 2", "c 2 of 2");
        }

        @Test
        void forgetsThoseOfAProcessThatIsGoneButNotThePeak() {
            live.publish(hook(A, NAME));
            live.play(play("v1"));
            live.publish(hook(srs("boot2", "b"), NAME));
            assertThat(viewers()).containsExactly("a 1 of 1", "b 0 of 1");
        }

        @Test
        void countsThoseWhoWaitedForThePublisher() {
            live.play(play("v1"));
            live.publish(hook(A, NAME));
            assertThat(viewers()).containsExactly("a 1 of 1");
        }

        @Test
        void drawsAPointOfTheCurveOncePerMinuteWhileLive() {
            live.publish(hook(A, NAME));
            live.play(play("v1"));
            live.sampleViewers();
            stack.clock.pass(Duration.ofSeconds(59));
            live.sampleViewers();
            stack.clock.pass(Duration.ofSeconds(1));
            live.play(play("v2"));
            live.sampleViewers();
            live.end(end(A));
            stack.clock.pass(Duration.ofSeconds(60));
            live.sampleViewers();
            assertThat(
                            stack.jdbc
                                    .sql("SELECT viewers FROM live_viewer_samples ORDER BY at")
                                    .query(Integer.class)
                                    .list())
                    .containsExactly(1, 2);
        }

        private List<String> viewers() {
            return stack.jdbc
                    .sql(
                            "SELECT client || ' ' || last_viewers || ' of ' || peak_viewers"
                                    + " FROM live_sessions ORDER BY id")
                    .query(String.class)
                    .list();
        }
    }

    @Test
    void aViewersUpdateSaysWhetherTheStreamIsLive() {
        assertThat(live.update(new ViewerUpdate(NAME))).isEqualTo(new Accepted(false));
        live.publish(hook(A, NAME));
        assertThat(live.update(new ViewerUpdate(NAME))).isEqualTo(new Accepted(true));
        assertThat(live.update(new ViewerUpdate(new Name("live", "x", Optional.empty()))))
                .isInstanceOf(Refused.class);
    }

    private static Fence srs(String boot, String client) {
        return new Fence("srs:one", boot, client);
    }

    private static Publish hook(Fence fence, Name name) {
        return new Publish(
                fence,
                "/live/" + name.stream(),
                name,
                Protocol.RTMP,
                Optional.of("object1"),
                "",
                false);
    }

    private static Publish object(Publish p, String object) {
        return new Publish(
                p.fence(), p.path(), p.name(), p.protocol(), Optional.of(object), "", false);
    }

    private static End end(Fence fence) {
        return new End(fence, Optional.of(NAME), EndKind.UNPUBLISH);
    }

    private static Play play(String client) {
        return new Play(srs("boot1", client), NAME, true);
    }

    private static Stop stop(String client) {
        return new Stop(srs("boot1", client), NAME);
    }
}
