package io.serai.kafka;

import io.serai.common.StartRefused;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where events are told. How the broker is reached safely is configured at Camel's component
 * ({@code camel.component.kafka}).
 *
 * @param brokers host:port, comma-separated; empty: there is no Kafka
 * @param topic where the events go
 * @param source who says so: the CloudEvents' source, a URI reference
 * @param longestPause while the broker is away, one event is tried at least so often
 */
@ConfigurationProperties("serai.kafka")
record KafkaSettings(
        @DefaultValue("") String brokers,
        @DefaultValue("serai.stream-events") String topic,
        @DefaultValue("/serai") String source,
        @DefaultValue("10s") Duration longestPause) {
    private static final String ONE = "\\s*([^\\s,:]+|\\[[0-9a-fA-F:]+\\]):\\d{1,5}\\s*";
    private static final Pattern BROKERS = Pattern.compile(ONE + "(," + ONE + ")*");
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    KafkaSettings {
        if (!brokers.isBlank() && !BROKERS.matcher(brokers).matches()) {
            throw new StartRefused(
                    "KAFKA_BROKERS is a list such as kafka-1:9092,kafka-2:9092; the configured one"
                            + " is not.");
        }
        if (!TOPIC.matcher(topic).matches()) {
            throw new StartRefused(
                    "KAFKA_TOPIC holds letters, digits, dots, hyphens and underscores, not \""
                            + topic
                            + "\".");
        }
        if (!isReference(source)) {
            throw new StartRefused(
                    "KAFKA_SOURCE is a URI or a path such as /serai, not \"" + source + "\".");
        }
        if (!longestPause.isPositive()) {
            throw new StartRefused("serai.kafka.longest-pause is more than zero.");
        }
    }

    boolean configured() {
        return !brokers.isBlank();
    }

    private static boolean isReference(String text) {
        try {
            return !new URI(text).toString().isEmpty();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
