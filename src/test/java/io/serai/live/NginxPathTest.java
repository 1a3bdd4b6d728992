package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NginxPathTest {
    @Test
    void isMadeOfApplicationAndName() {
        assertThat(NginxPath.of("live", "a<b>&\"' ~")).isEqualTo("/live/a<b>&\"' ~");
    }

    @Test
    void hasASpaceForEachByteThatIsNotPrintable() {
        assertThat(NginxPath.of("live", "ü\t\u007f\u4f60!")).isEqualTo("/live/       !");
    }
}
