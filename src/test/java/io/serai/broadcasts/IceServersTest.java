package io.serai.broadcasts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IceServersTest {
    /**
     * Made with {@code printf %s 1433895918:7 | openssl dgst -sha1 -hmac north -binary | base64}.
     */
    @Test
    void signsTheUsernameByTheRulesOfTurn() {
        assertThat(IceServers.sign("north", "1433895918:7"))
                .isEqualTo("/S7cxlFY9Lt98mSttaBpZXA7AQg=");
    }
}
