package io.serai.notify;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The webhooks that are configured. Thread-safe. */
@Component
final class Webhooks {
    private final Optional<Webhook> room;
    private final Optional<Webhook> live;

    Webhooks(NotifySettings settings) {
        this.room = parse("room", "DISCORD_WEBHOOK_URL", settings.roomWebhookUrl());
        this.live = parse("live", "DISCORD_LIVE_WEBHOOK_URL", settings.liveWebhookUrl());
    }

    Optional<Webhook> room() {
        return room;
    }

    Optional<Webhook> live() {
        return live;
    }

    List<Webhook> all() {
        return Stream.of(room, live).flatMap(Optional::stream).toList();
    }

    private static Optional<Webhook> parse(String target, String variable, String url) {
        return url.isBlank() ? Optional.empty() : Optional.of(Webhook.parse(target, variable, url));
    }
}
