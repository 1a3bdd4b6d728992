package io.serai.notify;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of messages to people. The URLs are secrets: who has one may post.
 *
 * @param roomWebhookUrl where new rooms are announced; empty: nowhere
 * @param liveWebhookUrl where broadcasts are announced; empty: nowhere
 * @param connectTimeout how long Discord may take to accept a connection
 * @param timeout how long it may take from there to the end of its answer
 * @param longestHold how long it may make us wait; when it says more, we ask again after this
 */
@ConfigurationProperties("serai.notify")
record NotifySettings(
        @DefaultValue("") String roomWebhookUrl,
        @DefaultValue("") String liveWebhookUrl,
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("8s") Duration timeout,
        @DefaultValue("1h") Duration longestHold) {
    NotifySettings {
        positive("connect-timeout", connectTimeout);
        positive("timeout", timeout);
        positive("longest-hold", longestHold);
    }

    private static void positive(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException("serai.notify." + key + " is more than zero");
        }
    }

    /** Not the URLs. */
    @Override
    public String toString() {
        return "timeout=" + timeout;
    }
}
