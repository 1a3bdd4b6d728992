package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ViewThrottle.Advice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ViewThrottleTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration PAUSE = Duration.ofSeconds(3);

    @Test
    void tellsTheFirstChangeAtOnceAndTheLastOneInTheEnd() {
        ViewThrottle throttle = new ViewThrottle(PAUSE);
        assertThat(throttle.changed(0)).isEqualTo(Advice.TELL_NOW);
        assertThat(throttle.changed(SECOND)).isEqualTo(Advice.TELL_LATER);
        assertThat(throttle.changed(2 * SECOND)).isEqualTo(Advice.NOTHING);
        assertThat(throttle.due(3 * SECOND - 1)).isFalse();
        assertThat(throttle.due(3 * SECOND)).isTrue();
        assertThat(throttle.due(9 * SECOND)).isFalse();
        assertThat(throttle.changed(9 * SECOND)).isEqualTo(Advice.TELL_NOW);
    }

    /** Whenever people come and go: never too often, and what is told last is true. */
    @Test
    void neverTellsTooOftenAndAlwaysTellsTheLastNumber() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            ViewThrottle throttle = new ViewThrottle(PAUSE);
            long now = random.nextLong();
            long dueAt = Long.MAX_VALUE;
            boolean waits = false;
            int number = 0;
            int told = -1;
            List<Long> times = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                long next = now + random.nextLong(2 * SECOND);
                if (waits && dueAt - next <= 0) {
                    now = dueAt;
                    waits = false;
                    assertThat(throttle.due(now)).as("seed %d", seed).isTrue();
                    told = number;
                    times.add(now);
                }
                now = next;
                number++;
                switch (throttle.changed(now)) {
                    case TELL_NOW -> {
                        told = number;
                        times.add(now);
                    }
                    case TELL_LATER -> {
                        waits = true;
                        dueAt = now + throttle.left(now);
                    }
                    case NOTHING -> assertThat(waits).as("seed %d", seed).isTrue();
                }
            }
            if (waits) {
                assertThat(throttle.due(dueAt)).as("seed %d", seed).isTrue();
                told = number;
                times.add(dueAt);
            }
            assertThat(told).as("seed %d", seed).isEqualTo(number);
            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i) - times.get(i - 1))
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(PAUSE.toNanos());
            }
        }
    }
}
