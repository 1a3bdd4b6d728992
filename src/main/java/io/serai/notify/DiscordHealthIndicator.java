package io.serai.notify;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Shows how the webhooks are. Never down: Serai does its work without Discord. */
@Component
final class DiscordHealthIndicator implements HealthIndicator {
    private final DiscordStatus status;

    DiscordHealthIndicator(DiscordStatus status) {
        this.status = status;
    }

    @Override
    public Health health() {
        try {
            return Health.up().withDetails(status.byTarget()).build();
        } catch (DataAccessException e) {
            return Health.unknown().withDetail("reason", "the database does not answer").build();
        }
    }
}
