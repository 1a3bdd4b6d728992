package io.serai.notify;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Invalid;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.events.GiveUp;
import io.serai.events.StreamEvent;
import io.serai.notify.Outcome.Away;
import io.serai.notify.Outcome.Disabled;
import io.serai.notify.Outcome.Held;
import io.serai.notify.Outcome.MessageGone;
import io.serai.notify.Outcome.Refused;
import io.serai.notify.Outcome.Taken;
import io.serai.notify.PostRepository.Post;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What routes call to tell people something by Discord. Each step throws what its delivery needs to
 * know: {@link io.serai.events.RetryLater}, {@link GiveUp}, or {@link
 * io.serai.common.ControlException.Unavailable}. Thread-safe.
 */
@Component("notify")
public final class NotifySteps {
    private static final Logger log = LoggerFactory.getLogger(NotifySteps.class);

    /** Under which the posts about broadcasts are remembered. */
    private static final String LIVE_POSTS = "discord-live";

    private static final int LONGEST_ANSWER = 2000;

    private final Webhooks webhooks;
    private final WebhookSender sender;
    private final PostRepository posts;
    private final AuditLog audit;
    private final TransactionOperations transactions;
    private final Clock clock;

    NotifySteps(
            Webhooks webhooks,
            WebhookSender sender,
            PostRepository posts,
            AuditLog audit,
            TransactionOperations transactions,
            Clock clock) {
        this.webhooks = webhooks;
        this.sender = sender;
        this.posts = posts;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Whether the reaction that announces rooms runs; read by its route's autoStartup. */
    public boolean roomEnabled() {
        return webhooks.room().isPresent();
    }

    /** Whether the reaction that announces broadcasts runs; read by its route's autoStartup. */
    public boolean liveEnabled() {
        return webhooks.live().isPresent();
    }

    /** Posts to the channel of rooms; a message without content is not sent. */
    @Step
    public void postRoom(@Body DiscordMessage message) {
        if (!message.isEmpty()) {
            sender.post(configured(webhooks.room(), "DISCORD_WEBHOOK_URL"), message, false);
        }
    }

    /**
     * Posts that a broadcast has begun, once; not if it has ended meanwhile. Should Serai die
     * between the post and its note of it, there will be a second post: Discord's webhooks know no
     * key by which a repetition could be told.
     */
    @Step
    public void postLive(@Body StreamEvent event) {
        Broadcast broadcast = Broadcast.of(event);
        if (posts.find(LIVE_POSTS, broadcast.id()).isPresent()) {
            return;
        }
        DiscordReply reply = sender.post(live(), BroadcastMessage.live(broadcast), true);
        Optional<String> message = reply.messageId();
        posts.add(LIVE_POSTS, broadcast.id(), message);
        log.info(
                "broadcast.announced stream={} broadcast={} message={}",
                event.stream(),
                broadcast.id(),
                message.orElse("unknown"));
    }

    /** Edits the post of a broadcast that has ended; without a post there is nothing to do. */
    @Step
    public void editEnded(@Body StreamEvent event) {
        Broadcast broadcast = Broadcast.of(event);
        Optional<String> message = posts.find(LIVE_POSTS, broadcast.id()).flatMap(Post::message);
        if (message.isPresent()) {
            boolean edited = sender.edit(live(), message.get(), BroadcastMessage.ended(broadcast));
            log.info(
                    "broadcast.closed stream={} broadcast={} edited={}",
                    event.stream(),
                    broadcast.id(),
                    edited);
        }
        posts.end(LIVE_POSTS, broadcast.id());
    }

    /**
     * Sends a test message and shows Discord's answer. The body may name the target, {@code room}
     * or {@code live}; else it is the one that is configured, {@code room} first. Success enables a
     * webhook that Discord had disabled.
     */
    @Step
    public Answer test(@Variable("call") HttpCall call) {
        Webhook webhook = target(call.text());
        DiscordEmbed embed =
                new DiscordEmbed(
                        "Serai can post here",
                        "Somebody asked for this test message.",
                        0x5865F2,
                        List.of(),
                        clock.instant(),
                        "Serai");
        Actor actor = Actor.of(call);
        // Before it is sent, because a message can't be taken back.
        transactions.executeWithoutResult(tx -> audit.write(tested(webhook, actor)));
        Outcome outcome = sender.test(webhook, new DiscordMessage(embed));
        if (outcome instanceof Taken) {
            transactions.executeWithoutResult(tx -> enable(webhook, actor));
        }
        log.info(
                "notify.tested webhook={} outcome={}", webhook, outcome.getClass().getSimpleName());
        return switch (outcome) {
            case Taken(DiscordReply reply) -> told(true, reply.status(), reply.text());
            case Held(int status, Duration wait, String reason) -> told(false, status, reason);
            case Disabled(int status, String reason) -> told(false, status, reason);
            case Refused(int status, String reason) -> told(false, status, reason);
            case Away(int status, String reason) -> told(false, status, reason);
            case MessageGone() -> told(false, 404, "");
        };
    }

    /** Which webhook a test message goes to. */
    record Target(@Nullable String target) {}

    /**
     * What became of a test message.
     *
     * @param status Discord's, or 0 without an answer of it
     */
    record Told(boolean sent, int status, String answer) {}

    private static Answer told(boolean sent, int status, String answer) {
        return Json.answer(200, new Told(sent, status, Text.cut(answer, LONGEST_ANSWER)));
    }

    private void enable(Webhook webhook, Actor actor) {
        if (sender.enable(webhook)) {
            audit.write(
                    AuditEntry.of(
                            actor, "webhook.enabled", "webhook", webhook.target(), "disabled"));
            log.info("notify.enabled webhook={}", webhook);
        }
    }

    private static AuditEntry tested(Webhook webhook, Actor actor) {
        return AuditEntry.of(actor, "webhook.tested", "webhook", webhook.target());
    }

    private Webhook target(String body) {
        Optional<String> named = Optional.empty();
        if (!body.isBlank()) {
            JsonNode target = DiscordJson.read(body).path("target");
            named = Optional.of(target.asText("")).filter(text -> !text.isEmpty());
            if (!DiscordJson.read(body).isObject() || !target.isMissingNode() && named.isEmpty()) {
                throw new Invalid(
                        "The body is empty or {\"target\":\"room\"} or {\"target\":\"live\"}");
            }
        }
        return switch (named.orElse("")) {
            case "" -> webhooks.all().stream().findFirst().orElseThrow(NotifySteps::notConfigured);
            case "room" -> webhooks.room().orElseThrow(NotifySteps::notConfigured);
            case "live" -> webhooks.live().orElseThrow(NotifySteps::notConfigured);
            default -> throw new Invalid("The target is room or live");
        };
    }

    private static Conflict notConfigured() {
        return new Conflict("No such Discord webhook is configured");
    }

    private Webhook live() {
        return configured(webhooks.live(), "DISCORD_LIVE_WEBHOOK_URL");
    }

    /** A delivery may be left from when the webhook was configured. */
    private static Webhook configured(Optional<Webhook> webhook, String variable) {
        return webhook.orElseThrow(() -> new GiveUp(variable + " is not set"));
    }
}
