package io.serai.studio;

import io.serai.common.http.RateLimit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of creators and viewers.
 *
 * @param turnWait how long a change of a creator's ingress waits for another one that is under way
 * @param longestTurn such a change is over after this, whatever became of it; the questions to
 *     LiveKit that it is made of take less
 * @param creationLimit how often somebody may create a stream
 * @param ingressLimit how often somebody may ask for a new key or remove one
 * @param tokenLimit how often somebody may ask for a token to watch
 * @param addressTokenLimit the same, of everybody behind one address
 */
@ConfigurationProperties("serai.studio")
record StudioSettings(
        @DefaultValue("10s") Duration turnWait,
        @DefaultValue("2m") Duration longestTurn,
        RateLimit creationLimit,
        RateLimit ingressLimit,
        RateLimit tokenLimit,
        RateLimit addressTokenLimit) {
    StudioSettings {
        if (turnWait.isNegative()) {
            throw new IllegalArgumentException("serai.studio.turn-wait is not negative");
        }
        if (!longestTurn.isPositive()) {
            throw new IllegalArgumentException("serai.studio.longest-turn is more than 0");
        }
    }
}
