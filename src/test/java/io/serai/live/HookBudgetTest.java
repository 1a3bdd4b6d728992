package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Unavailable;
import io.serai.live.MediaEvent.Alive;
import io.serai.live.MediaEvent.End;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Play;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.Publish;
import io.serai.live.MediaEvent.Update;
import io.serai.live.MediaEvent.ViewerUpdate;
import io.serai.live.Verdict.Accepted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The steps when the database is away, or a stream's row is held for long. */
class HookBudgetTest {
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
    class WithoutADatabase {
        private final Fence camera = new Fence("nginx:nginx-rtmp", "", "1");

        @Test
        void nobodyMayPublishOrPlay() {
            stack.databaseAway.set(true);
            assertThatThrownBy(() -> live.publish(hook(A, NAME))).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> live.play(play("v1"))).isInstanceOf(Unavailable.class);
        }

        @Test
        void anEndIsKeptAndAppliedOnceTheDatabaseIsBack() {
            live.publish(hook(A, NAME));
            stack.databaseAway.set(true);
            assertThatThrownBy(() -> live.end(end(A))).isInstanceOf(Unavailable.class);
            assertThatThrownBy(live::reconcile).isInstanceOf(Unavailable.class);
            stack.databaseAway.set(false);
            assertThat(stack.sessions()).containsExactly("a open");
            live.reconcile();
            assertThat(stack.sessions()).containsExactly("a ended unpublish");
            assertThat(stack.events()).containsExactly("stream.live", "stream.ended");
        }

        @Test
        void aKeptEndDoesNotEndWhoCameAfterwards() {
            live.publish(hook(A, NAME));
            stack.databaseAway.set(true);
            assertThatThrownBy(() -> live.end(end(A))).isInstanceOf(Unavailable.class);
            stack.databaseAway.set(false);
            live.publish(object(hook(B, NAME), "object2"));
            live.reconcile();
            assertThat(stack.sessions()).containsExactly("a ended lost", "b open");
        }

        @Test
        void aPublishersUpdateAnswersFromTheLastKnownState() {
            live.publish(nginx(camera));
            stack.databaseAway.set(true);
            assertThat(live.update(update(camera, 4983))).isEqualTo(new Accepted(true));
        }

        @Test
        void aPublisherWhomNobodyRemembersIsOnAirAsFarAsAnybodyKnows() {
            stack.databaseAway.set(true);
            assertThat(live.update(update(camera, 4983))).isEqualTo(new Accepted(true));
            assertThat(live.update(new ViewerUpdate(NAME))).isEqualTo(new Accepted(false));
        }

        @Test
        void aViewersUpdateKnowsTheStreamWhateverTokenThePublisherShowed() {
            Name withToken = new Name("live", "key", Optional.of("t"));
            live.publish(hook(A, withToken));
            stack.databaseAway.set(true);
            assertThat(live.update(new ViewerUpdate(NAME))).isEqualTo(new Accepted(true));
        }

        @Test
        void theLastKnownStateLearnsOfTheEnd() {
            live.publish(nginx(camera));
            live.end(new End(camera, Optional.of(NAME), EndKind.PUBLISH_DONE));
            stack.databaseAway.set(true);
            assertThat(live.update(new ViewerUpdate(NAME))).isEqualTo(new Accepted(false));
        }

        @Test
        void theLastKnownStateIgnoresTheEndOfSomebodyElse() {
            live.publish(nginx(camera));
            Fence other = new Fence("nginx:nginx-rtmp", "", "2");
            live.publish(nginx(other));
            live.end(new End(other, Optional.of(NAME), EndKind.PUBLISH_DONE));
            stack.databaseAway.set(true);
            assertThat(live.update(new ViewerUpdate(NAME))).isEqualTo(new Accepted(true));
        }
    }

    @Nested
    class TheHookBudget {
        @Test
        void aStreamThatSomebodyHoldsRefusesWithinThreeSecondsAndWritesNothing() throws Exception {
            live.alive(new Alive("srs:one", "boot1"));
            try (Connection holder = hold()) {
                long begin = System.nanoTime();
                assertThatThrownBy(() -> live.publish(hook(A, NAME)))
                        .isInstanceOf(Unavailable.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isLessThan(Duration.ofSeconds(3));
                holder.rollback();
            }
            assertThat(stack.sessions()).isEmpty();
            assertThat(stack.events()).isEmpty();
        }

        @Test
        void aShortWaitForTheLockDoesNoHarm() throws Exception {
            live.alive(new Alive("srs:one", "boot1"));
            try (Connection holder = hold();
                    ScheduledExecutorService later = Executors.newScheduledThreadPool(1)) {
                later.schedule(
                        () -> {
                            holder.rollback();
                            return true;
                        },
                        700,
                        TimeUnit.MILLISECONDS);
                assertThat(live.publish(hook(A, NAME))).isInstanceOf(Accepted.class);
            }
            assertThat(stack.sessions()).containsExactly("a open");
        }

        private Connection hold() throws Exception {
            Connection connection = stack.general.getConnection();
            connection.setAutoCommit(false);
            try (PreparedStatement lock =
                    connection.prepareStatement("SELECT id FROM streams FOR UPDATE")) {
                lock.executeQuery();
            }
            return connection;
        }
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

    private static Publish nginx(Fence fence) {
        return new Publish(
                fence, "/live/key", NAME, Protocol.RTMP, Optional.empty(), fence.client(), false);
    }

    private static Update update(Fence fence, long timestamp) {
        return new Update(fence, "/live/key", NAME, OptionalLong.of(timestamp));
    }

    private static End end(Fence fence) {
        return new End(fence, Optional.of(NAME), EndKind.UNPUBLISH);
    }

    private static Play play(String client) {
        return new Play(srs("boot1", client), NAME, true);
    }
}
