package io.serai.srs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Unavailable;
import io.serai.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AskedOnceTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-05-04T10:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private final Executor threads = task -> Thread.ofVirtual().start(task);

    @Test
    void asksAgainWhenTheAnswerHasServed() {
        AskedOnce<Integer> once = asking();

        assertThat(once.latest()).isEmpty();
        assertThat(once.answer()).isEqualTo(1);
        clock.pass(Duration.ofMillis(1999));
        assertThat(once.answer()).isEqualTo(1);
        assertThat(once.latest()).hasValue(1);
        clock.pass(Duration.ofMillis(1));
        assertThat(once.answer()).isEqualTo(2);
    }

    @Test
    void asksAgainWhenTheClockWasSetBack() {
        AskedOnce<Integer> once = asking();
        once.answer();
        clock.set(clock.instant().minusSeconds(3600));

        assertThat(once.answer()).isEqualTo(2);
    }

    @Test
    void asksAgainWhenTheAnswerWasForgotten() {
        AskedOnce<Integer> once = asking();
        once.answer();
        once.forget();

        assertThat(once.answer()).isEqualTo(2);
    }

    @Test
    void letsOthersWaitForTheQuestionThatIsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        AskedOnce<Integer> once =
                new AskedOnce<>(
                        () -> {
                            begun.countDown();
                            await(mayAnswer);
                            return asked.incrementAndGet();
                        },
                        Duration.ZERO,
                        clock);

        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(once::answer, threads);
        await(begun);
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(once::answer, threads);
        assertThat(second).isNotDone();
        mayAnswer.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(second.get(10, TimeUnit.SECONDS)).isBetween(1, 2);
    }

    @Test
    void sharesAFailure() {
        AskedOnce<Integer> once =
                new AskedOnce<>(
                        () -> {
                            throw new Unavailable("away " + asked.incrementAndGet());
                        },
                        Duration.ofSeconds(2),
                        clock);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(once::answer).isInstanceOf(Unavailable.class).hasMessage("away 1");
        }
        assertThat(once.latest()).isEmpty();
        clock.pass(Duration.ofSeconds(2));
        assertThatThrownBy(once::answer).hasMessage("away 2");
    }

    private AskedOnce<Integer> asking() {
        return new AskedOnce<>(asked::incrementAndGet, Duration.ofSeconds(2), clock);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
