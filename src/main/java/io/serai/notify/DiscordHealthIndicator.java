package io.serai.notify;

import io.serai.notify.WebhookRepository.State;
import java.util.Optional;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Tells of each webhook: not configured, ok, held until when, or disabled since when and why. Never
 * down: Serai does its work without Discord. Thread-safe.
 */
@Component
final class DiscordHealthIndicator implements HealthIndicator {
    private final Webhooks webhooks;
    private final WebhookRepository repository;

    DiscordHealthIndicator(Webhooks webhooks, WebhookRepository repository) {
        this.webhooks = webhooks;
        this.repository = repository;
    }

    @Override
    public Health health() {
        try {
            return Health.up()
                    .withDetail("room", tell(webhooks.room()))
                    .withDetail("live", tell(webhooks.live()))
                    .build();
        } catch (DataAccessException e) {
            return Health.unknown().withDetail("reason", "the database does not answer").build();
        }
    }

    private String tell(Optional<Webhook> webhook) {
        return webhook.map(repository::state)
                .map(DiscordHealthIndicator::tell)
                .orElse("not configured");
    }

    private static String tell(State state) {
        return state.disabled()
                .map(disabled -> "disabled since " + disabled.since() + ": " + disabled.reason())
                .or(() -> state.hold().map(hold -> "held until " + hold.until()))
                .orElse("ok");
    }
}
