package io.serai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Unavailable;
import io.serai.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PresenceListTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-05-04T10:00:00Z"));
    private final PresenceList presence =
            new PresenceList(
                    new MediaSettings(
                            Duration.ofSeconds(2),
                            new MediaSettings.Presence(Duration.ofSeconds(30), 3, 2, 4)),
                    clock);

    @Test
    void knowsWhoIsThereInTheOrderInWhichTheyCame() {
        presence.join("a", "bob");
        presence.join("a", "ann");
        presence.join("a", "bob");

        assertThat(presence.in("a")).containsExactly("bob", "ann");
        assertThat(presence.in("b")).isEmpty();
    }

    @Test
    void forgetsWhoLeavesAndWhoIsNotHeardOfFor30Seconds() {
        presence.join("a", "ann");
        presence.join("a", "bob");
        presence.leave("a", "bob");
        presence.leave("nowhere", "bob");
        clock.pass(Duration.ofMillis(29_999));
        assertThat(presence.in("a")).containsExactly("ann");

        presence.join("a", "ann");
        clock.pass(Duration.ofMillis(29_999));
        assertThat(presence.in("a")).containsExactly("ann");

        clock.pass(Duration.ofMillis(1));
        assertThat(presence.in("a")).isEmpty();
    }

    @Test
    void takesNoMoreThanARoomHolds() {
        presence.join("a", "ann");
        presence.join("a", "bob");

        assertThatThrownBy(() -> presence.join("a", "eve")).isInstanceOf(Unavailable.class);
        presence.join("a", "bob");
        presence.leave("a", "ann");
        presence.join("a", "eve");

        assertThat(presence.in("a")).containsExactly("bob", "eve");
    }

    @Test
    void takesNoMoreRoomsAndPeopleThanTheHouseHolds() {
        presence.join("a", "ann");
        presence.join("b", "ann");
        presence.join("c", "ann");
        assertThatThrownBy(() -> presence.join("d", "ann")).isInstanceOf(Unavailable.class);
        presence.join("a", "bob");
        assertThatThrownBy(() -> presence.join("b", "bob")).isInstanceOf(Unavailable.class);

        presence.leave("c", "ann");
        presence.join("d", "ann");
        assertThat(presence.in("d")).containsExactly("ann");
    }

    @Test
    void givesThePlacesOfThoseWhoHaveGoneToOthers() {
        presence.join("a", "ann");
        presence.join("b", "ann");
        presence.join("c", "ann");
        clock.pass(Duration.ofSeconds(29));
        presence.join("c", "ann");
        clock.pass(Duration.ofSeconds(1));

        presence.join("d", "ann");
        presence.join("e", "ann");
        assertThat(presence.in("a")).isEmpty();
        assertThat(presence.in("c")).containsExactly("ann");
        assertThatThrownBy(() -> presence.join("f", "ann")).isInstanceOf(Unavailable.class);
    }
}
