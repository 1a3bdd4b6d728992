package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    @Test
    void readsWhatItWrote() {
        assertThat(Identity.of(new UserId(1_099_511_627_776L).toString()))
                .isEqualTo(new Identity.Signed(new UserId(1_099_511_627_776L)));
        assertThat(Identity.of(Identity.host(new UserId(5)))).isEqualTo(new Identity.Other());
        for (long random : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            String guest = Identity.guest(1_764_300_000_000L, random);
            assertThat(guest).startsWith("guest-1764300000000-");
            assertThat(Identity.of(guest)).isEqualTo(new Identity.Guest());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "007",
                "-5",
                "5 ",
                "99999999999999999999",
                "Host-5",
                "guest-",
                "guest-1",
                "guest-x-y",
                "EG_recorder"
            })
    void leavesAloneWhomItDoesNotKnow(String identity) {
        assertThat(Identity.of(identity)).isEqualTo(new Identity.Other());
    }
}
