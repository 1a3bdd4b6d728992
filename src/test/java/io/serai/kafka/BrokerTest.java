package io.serai.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.serai.events.RetryLater;
import io.serai.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BrokerTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final TestClock clock = new TestClock(NOON);
    private final Broker broker =
            new Broker(
                    new KafkaSettings("kafka:9092", "events", "/serai", Duration.ofSeconds(10)),
                    clock);

    @Test
    void letsEveryEventThroughUntilOneFails() {
        broker.admit();
        broker.admit();
        broker.took();

        assertThat(broker.state()).isEqualTo(new Broker.State.Works());
    }

    @Test
    void letsOneEventTryAfterThePause() {
        broker.failed("TimeoutException");

        clock.pass(Duration.ofMillis(999));
        assertThatThrownBy(broker::admit)
                .asInstanceOf(type(RetryLater.class))
                .returns(Duration.ofMillis(1), RetryLater::waitingTime);
        clock.pass(Duration.ofMillis(1));
        broker.admit();
        assertThatThrownBy(broker::admit).isInstanceOf(RetryLater.class);
    }

    @Test
    void pausesGrowToTheLongest() {
        for (int expected : new int[] {1, 2, 4, 8, 10, 10}) {
            assertThat(broker.failed("TimeoutException")).isEqualTo(Duration.ofSeconds(expected));
            clock.pass(Duration.ofSeconds(expected));
        }
    }

    @Test
    void eventsThatFailTogetherAreOneFailure() {
        broker.failed("TimeoutException");
        broker.failed("TimeoutException");
        assertThat(broker.failed("TimeoutException")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void isBackWithTheFirstEventThatIsTaken() {
        broker.failed("TimeoutException");
        clock.pass(Duration.ofSeconds(1));
        broker.failed("NotEnoughReplicasException");
        assertThat(broker.state())
                .isEqualTo(new Broker.State.Away("NotEnoughReplicasException", NOON));

        broker.took();

        assertThatCode(broker::admit).doesNotThrowAnyException();
        assertThat(broker.failed("TimeoutException")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aClockThatIsSetBackMakesNobodyWaitLonger() {
        broker.failed("TimeoutException");
        clock.set(NOON.minusSeconds(3600));

        assertThatThrownBy(broker::admit)
                .asInstanceOf(type(RetryLater.class))
                .returns(Duration.ofSeconds(1), RetryLater::waitingTime);
    }
}
