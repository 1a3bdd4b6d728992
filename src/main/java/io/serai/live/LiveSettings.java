package io.serai.live;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the state machine waits.
 *
 * @param suspectGrace a publisher that its media server no longer lists may come back within this
 * @param suspectGraceWithoutMedia the same for a WHIP publisher from whom no media has come
 */
@ConfigurationProperties("serai.live")
record LiveSettings(
        @DefaultValue("20s") Duration suspectGrace,
        @DefaultValue("45s") Duration suspectGraceWithoutMedia) {
    Judgement judgement() {
        return new Judgement(suspectGrace, suspectGraceWithoutMedia);
    }
}
