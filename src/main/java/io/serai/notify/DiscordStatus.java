package io.serai.notify;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells how the webhooks are, for health reports. Thread-safe. */
@Component
public final class DiscordStatus {
    private final Webhooks webhooks;
    private final WebhookRepository repository;

    DiscordStatus(Webhooks webhooks, WebhookRepository repository) {
        this.webhooks = webhooks;
        this.repository = repository;
    }

    /**
     * For {@code room} and {@code live}: {@code not configured}, {@code ok}, {@code held until T}
     * or {@code disabled since T: why}. Asks the database.
     */
    public Map<String, String> byTarget() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("room", of(webhooks.room()));
        all.put("live", of(webhooks.live()));
        return all;
    }

    private String of(Optional<Webhook> webhook) {
        return webhook.map(repository::state).map(DiscordStatus::text).orElse("not configured");
    }

    private static String text(WebhookRepository.State state) {
        return state.disabled()
                .map(disabled -> "disabled since " + disabled.since() + ": " + disabled.reason())
                .or(() -> state.hold().map(hold -> "held until " + hold.until()))
                .orElse("ok");
    }
}
