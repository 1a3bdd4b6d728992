package io.serai.notify;

import io.serai.audit.AuditRows;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The feature as on one node, against a Discord that a test plays and a real database. */
final class NotifyBench implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final RecordingDiscord discord = new RecordingDiscord();
    final DataSource database = TestPostgres.freshDatabase();
    final JdbcTemplate jdbc = new JdbcTemplate(database);
    final Node node = node(discord.webhook(1), discord.webhook(2));

    /** What one process has. */
    record Node(
            Webhooks webhooks,
            DiscordClient client,
            WebhookRepository repository,
            WebhookSender sender,
            NotifySteps steps) {
        Webhook room() {
            return webhooks.room().orElseThrow();
        }

        Webhook live() {
            return webhooks.live().orElseThrow();
        }
    }

    Node node(String roomUrl, String liveUrl) {
        NotifySettings settings =
                new NotifySettings(
                        roomUrl,
                        liveUrl,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1));
        Webhooks webhooks = new Webhooks(settings);
        DiscordClient client = new DiscordClient(settings);
        JdbcClient sql = JdbcClient.create(database);
        WebhookRepository repository = new WebhookRepository(sql);
        WebhookSender sender = new WebhookSender(client, repository, webhooks, settings);
        NotifySteps steps =
                new NotifySteps(
                        webhooks,
                        sender,
                        new PostRepository(sql),
                        AuditRows.log(database, Clock.fixed(NOW, ZoneOffset.UTC)),
                        new TransactionTemplate(new JdbcTransactionManager(database)),
                        Clock.fixed(NOW, ZoneOffset.UTC));
        return new Node(webhooks, client, repository, sender, steps);
    }

    static DiscordMessage message(String title) {
        return new DiscordMessage(new DiscordEmbed(title, "", 0, List.of(), NOW, ""));
    }

    @Override
    public void close() {
        discord.close();
        node.client().destroy();
    }
}
