package io.serai.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.TooMany;
import io.serai.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitsTest {
    private static final RateLimit TWO_A_MINUTE = new RateLimit(2, Duration.ofMinutes(1));
    private static final Caller SOMEBODY = caller("192.0.2.1");

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final RateLimits limits = new RateLimits(clock, true);
    private final RateLimiter limiter = limits.limiter("probe", TWO_A_MINUTE);

    @Test
    void refusesWhatIsTooOftenAndTellsHowLongToWait() {
        limiter.take(SOMEBODY, "Too many probes");
        limiter.take(SOMEBODY, "Too many probes");

        assertThatThrownBy(() -> limiter.take(SOMEBODY, "Too many probes"))
                .isInstanceOfSatisfying(
                        TooMany.class,
                        refusal ->
                                assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(30)))
                .hasMessage("Too many probes from this address; try again later");
    }

    @Test
    void givesBackEvenly() {
        spend(SOMEBODY);

        clock.pass(Duration.ofSeconds(29));
        assertThat(limiter.wait(SOMEBODY)).contains(Duration.ofSeconds(1));
        clock.pass(Duration.ofSeconds(1));
        assertThat(limiter.wait(SOMEBODY)).isEmpty();
        assertThat(limiter.count(SOMEBODY)).isEmpty();
        assertThat(limiter.count(SOMEBODY)).isPresent();

        clock.pass(Duration.ofHours(5));
        assertThat(limiter.count(SOMEBODY)).isEmpty();
        assertThat(limiter.count(SOMEBODY)).isEmpty();
        assertThat(limiter.count(SOMEBODY)).as("never more than at once").isPresent();
    }

    @Test
    void asksWithoutCounting() {
        for (int times = 0; times < 5; times++) {
            assertThat(limiter.wait(SOMEBODY)).isEmpty();
        }

        assertThat(limiter.count(SOMEBODY)).isEmpty();
    }

    @Test
    void countsEachCallerAndEachLimiterByItself() {
        spend(SOMEBODY);

        assertThat(limiter.count(caller("192.0.2.2"))).isEmpty();
        assertThat(limits.limiter("other", TWO_A_MINUTE).count(SOMEBODY)).isEmpty();
        assertThat(limits.limiter("probe", TWO_A_MINUTE).count(SOMEBODY)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::1, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "::1, 0:0:0:0:0:0:0:2, true",
        "192.0.2.1, 192.0.2.2, false",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "no address, no address, true"
    })
    void countsAnIpv6NetworkAsOneCaller(String one, String other, boolean same) {
        assertThat(caller(one).network().equals(caller(other).network())).isEqualTo(same);
    }

    @Test
    void remembersABoundedNumberOfCallers() {
        for (int address = 0; address < RateLimits.MOST_BUCKETS + 5_000; address++) {
            limiter.count(
                    caller(
                            "10."
                                    + address / 65536
                                    + "."
                                    + address / 256 % 256
                                    + "."
                                    + address % 256));
        }

        assertThat(limits.size()).isLessThanOrEqualTo(RateLimits.MOST_BUCKETS);
    }

    @Test
    void forgetsWhoIsFullAgain() {
        spend(SOMEBODY);
        assertThat(limits.size()).isOne();

        clock.pass(Duration.ofMinutes(2));

        assertThat(limits.size()).isZero();
    }

    @Test
    void limitsNothingWhenSwitchedOff() {
        RateLimiter off = new RateLimits(clock, false).limiter("probe", TWO_A_MINUTE);

        assertThatCode(
                        () -> {
                            for (int times = 0; times < 100; times++) {
                                off.take(SOMEBODY, "Too many probes");
                            }
                        })
                .doesNotThrowAnyException();
        assertThat(off.wait(SOMEBODY)).isEmpty();
    }

    @Test
    void wantsALimitThatAllowsSomething() {
        assertThatThrownBy(() -> new RateLimit(0, Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimit(1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void spend(Caller caller) {
        limiter.take(caller, "Too many probes");
        limiter.take(caller, "Too many probes");
    }

    private static Caller caller(String address) {
        return new Caller(address, address, false, false);
    }
}
