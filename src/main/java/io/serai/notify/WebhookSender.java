package io.serai.notify;

import io.serai.common.ControlException.Unavailable;
import io.serai.events.GiveUp;
import io.serai.events.RetryLater;
import io.serai.notify.Outcome.Away;
import io.serai.notify.Outcome.Disabled;
import io.serai.notify.Outcome.Held;
import io.serai.notify.Outcome.MessageGone;
import io.serai.notify.Outcome.Refused;
import io.serai.notify.Outcome.Taken;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends by a webhook as Discord's rules of rate limits and errors want it, on all nodes. One
 * message at a time goes from this node to a webhook, so that "none left for now" in an answer is
 * known before the next one is sent. Thread-safe.
 */
@Component
final class WebhookSender {
    private static final Logger log = LoggerFactory.getLogger(WebhookSender.class);

    private static final Duration UNTIL_MY_TURN = Duration.ofSeconds(1);

    /** Doubled with each attempt that nobody answered: 1 s at first, 32 s at most. */
    private static final Duration FIRST_SILENCE = Duration.ofMillis(500);

    private static final int MOST_DOUBLINGS = 6;

    private final DiscordClient client;
    private final WebhookRepository repository;
    private final Webhooks webhooks;
    private final NotifySettings settings;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    WebhookSender(
            DiscordClient client,
            WebhookRepository repository,
            Webhooks webhooks,
            NotifySettings settings) {
        this.client = client;
        this.repository = repository;
        this.webhooks = webhooks;
        this.settings = settings;
    }

    /**
     * The one line to a webhook. While nobody answers there, each further message would only wait
     * for the next time-out: they come back after a pause that grows with each attempt in vain.
     */
    private static final class Line {
        private final ReentrantLock turn = new ReentrantLock();
        private volatile long silentUntilNanos;
        private volatile int silences;

        Optional<Outcome> silent() {
            Duration left = Duration.ofNanos(silentUntilNanos - System.nanoTime());
            return silences == 0 || !left.isPositive()
                    ? Optional.empty()
                    : Optional.of(new Held(0, left, "Discord did not answer a moment ago"));
        }

        /** Only for who has the turn. */
        Outcome heard(Outcome outcome) {
            if (outcome instanceof Away(int status, String reason) && status == 0) {
                silences = Math.min(silences + 1, MOST_DOUBLINGS);
                silentUntilNanos =
                        System.nanoTime() + FIRST_SILENCE.multipliedBy(1L << silences).toNanos();
            } else {
                silences = 0;
            }
            return outcome;
        }
    }

    /**
     * Posts for a reaction.
     *
     * @throws RetryLater while Discord wants us to wait, or did not answer a moment ago
     * @throws GiveUp if it is of no use to try again
     * @throws Unavailable if a later attempt may succeed
     */
    DiscordReply post(Webhook webhook, DiscordMessage message, boolean waitForMessage) {
        Outcome outcome = send(webhook, "POST", webhook.post(waitForMessage), message);
        return taken(webhook, outcome)
                .orElseThrow(() -> new GiveUp("Discord knows no such message"));
    }

    /**
     * Changes a message for a reaction; throws as {@link #post} does.
     *
     * @return whether the message still existed
     */
    boolean edit(Webhook webhook, String messageId, DiscordMessage message) {
        Outcome outcome = send(webhook, "PATCH", webhook.message(messageId), message);
        return taken(webhook, outcome).isPresent();
    }

    /** Posts once for a person, even if the webhook is disabled. */
    Outcome test(Webhook webhook, DiscordMessage message) {
        Optional<Outcome> held = repository.state(webhook).hold().map(WebhookSender::held);
        if (held.isPresent()) {
            return held.get();
        }
        return inTurn(webhook, "POST", webhook.post(true), message, false);
    }

    /** Reactions may post again; whether the webhook was disabled. */
    boolean enable(Webhook webhook) {
        return repository.enable(webhook);
    }

    private static Optional<DiscordReply> taken(Webhook webhook, Outcome outcome) {
        return switch (outcome) {
            case Taken(DiscordReply reply) -> Optional.of(reply);
            case MessageGone() -> Optional.empty();
            case Held(int status, Duration wait, String reason) ->
                    throw new RetryLater(reason, wait);
            case Disabled(int status, String reason) ->
                    throw new GiveUp("The webhook " + webhook + " is disabled: " + reason);
            case Refused(int status, String reason) ->
                    throw new GiveUp("Discord refuses this: " + reason);
            case Away(int status, String reason) -> throw new Unavailable(reason);
        };
    }

    private Outcome send(Webhook webhook, String method, URI uri, DiscordMessage message) {
        return inTurn(webhook, method, uri, message, true);
    }

    private Outcome inTurn(
            Webhook webhook, String method, URI uri, DiscordMessage message, boolean obey) {
        Line line =
                lines.computeIfAbsent(
                        HexFormat.of().formatHex(webhook.digest()), any -> new Line());
        Optional<Outcome> silent = obey ? line.silent() : Optional.empty();
        if (silent.isPresent()) {
            return silent.get();
        }
        try {
            if (!line.turn.tryLock(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return new Held(0, UNTIL_MY_TURN, "Other messages to this webhook are under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Away(0, "Stopped while waiting for other messages to this webhook");
        }
        try {
            return (obey ? line.silent().or(() -> forbidden(webhook)) : Optional.<Outcome>empty())
                    .orElseGet(() -> line.heard(exchange(webhook, method, uri, message)));
        } finally {
            line.turn.unlock();
        }
    }

    private Optional<Outcome> forbidden(Webhook webhook) {
        WebhookRepository.State state = repository.state(webhook);
        return state.disabled()
                .<Outcome>map(disabled -> new Disabled(0, disabled.reason()))
                .or(() -> state.hold().map(WebhookSender::held));
    }

    private static Outcome held(WebhookRepository.Hold hold) {
        return new Held(0, hold.left(), "Discord wants us to wait until " + hold.until());
    }

    private Outcome exchange(Webhook webhook, String method, URI uri, DiscordMessage message) {
        DiscordReply reply;
        try {
            reply = client.send(webhook, method, uri, DiscordJson.write(message));
        } catch (Unavailable e) {
            return new Away(0, String.valueOf(e.getMessage()));
        }
        if (reply.status() == 429) {
            return rateLimited(webhook, reply);
        }
        reply.exhausted(settings.longestHold()).ifPresent(wait -> repository.hold(webhook, wait));
        return judge(webhook, method, reply);
    }

    private Outcome judge(Webhook webhook, String method, DiscordReply reply) {
        int status = reply.status();
        if (reply.ok()) {
            return new Taken(reply);
        }
        if (method.equals("PATCH") && reply.unknownMessage()) {
            return new MessageGone();
        }
        if (status == 401 || status == 403 || status == 404) {
            return disable(webhook, reply);
        }
        return status >= 500 || status == 408
                ? new Away(status, reply.reason())
                : new Refused(status, reply.reason());
    }

    private Outcome rateLimited(Webhook webhook, DiscordReply reply) {
        Duration wait = reply.retryAfter(settings.longestHold());
        boolean global = reply.global();
        for (Webhook held : global ? webhooks.all() : List.of(webhook)) {
            repository.hold(held, wait);
        }
        log.info("notify.held webhook={} ms={} global={}", webhook, wait.toMillis(), global);
        return new Held(429, wait, "Discord wants us to wait " + wait.toMillis() + " ms");
    }

    private Outcome disable(Webhook webhook, DiscordReply reply) {
        if (repository.disable(webhook, reply.reason())) {
            log.warn(
                    "notify.disabled webhook={} reason=\"{}\" remedy=\"set another URL, or repair"
                            + " this one and POST /api/admin/discord/test\"",
                    webhook,
                    reply.reason());
        }
        return new Disabled(reply.status(), reply.reason());
    }
}
