package io.serai.kafka;

import java.time.Instant;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Tells how the last event to Kafka went; asks nothing itself. Never down: events wait, and nothing
 * else needs Kafka. Thread-safe.
 */
@Component
final class KafkaHealthIndicator implements HealthIndicator {
    private final KafkaSettings settings;
    private final Broker broker;

    KafkaHealthIndicator(KafkaSettings settings, Broker broker) {
        this.settings = settings;
        this.broker = broker;
    }

    @Override
    public Health health() {
        return Health.up().withDetail("state", tell()).build();
    }

    private String tell() {
        if (!settings.configured()) {
            return "not configured";
        }
        return switch (broker.state()) {
            case Broker.State.Untried() -> "nothing sent yet";
            case Broker.State.Works() -> "ok";
            case Broker.State.Away(String reason, Instant since) ->
                    "events wait: " + reason + " (since " + since + ")";
        };
    }
}
