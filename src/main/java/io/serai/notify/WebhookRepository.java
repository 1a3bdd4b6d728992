package io.serai.notify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Moments are the database's: the nodes' clocks may differ. */
@Repository
class WebhookRepository {
    private static final String STATE =
            """
            SELECT held_until, extract(epoch FROM held_until - clock_timestamp()) * 1000 AS held_ms,
                   disabled, disabled_at
            FROM notify_webhooks
            WHERE url_digest = :digest
            """;
    private static final String HOLD =
            """
            INSERT INTO notify_webhooks (url_digest, held_until)
            VALUES (:digest, clock_timestamp() + :ms * interval '1 millisecond')
            ON CONFLICT (url_digest)
            DO UPDATE SET held_until = greatest(notify_webhooks.held_until, excluded.held_until)
            """;
    private static final String DISABLE =
            """
            INSERT INTO notify_webhooks (url_digest, disabled, disabled_at)
            VALUES (:digest, :reason, clock_timestamp())
            ON CONFLICT (url_digest)
            DO UPDATE SET disabled = excluded.disabled, disabled_at = excluded.disabled_at
            WHERE notify_webhooks.disabled IS NULL
            """;
    private static final String ENABLE =
            """
            UPDATE notify_webhooks SET disabled = NULL, disabled_at = NULL
            WHERE url_digest = :digest AND disabled IS NOT NULL
            """;

    /** Whether we may send. */
    record State(Optional<Hold> hold, Optional<Disabled> disabled) {
        static final State FREE = new State(Optional.empty(), Optional.empty());
    }

    /** Discord told us to wait. */
    record Hold(Instant until, Duration left) {}

    /** Discord told us to stop. */
    record Disabled(String reason, Instant since) {}

    private final JdbcClient jdbc;

    WebhookRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    State state(Webhook webhook) {
        return jdbc.sql(STATE)
                .param("digest", webhook.digest())
                .query((row, number) -> read(row))
                .optional()
                .orElse(State.FREE);
    }

    /** A longer hold that somebody has written stays. */
    void hold(Webhook webhook, Duration wait) {
        jdbc.sql(HOLD).param("digest", webhook.digest()).param("ms", wait.toMillis()).update();
    }

    /** Whether it was not disabled before. */
    boolean disable(Webhook webhook, String reason) {
        return jdbc.sql(DISABLE).param("digest", webhook.digest()).param("reason", reason).update()
                == 1;
    }

    /** Whether it was disabled before. */
    boolean enable(Webhook webhook) {
        return jdbc.sql(ENABLE).param("digest", webhook.digest()).update() == 1;
    }

    private static State read(ResultSet row) throws SQLException {
        @Nullable OffsetDateTime until = row.getObject("held_until", OffsetDateTime.class);
        long left = (long) Math.ceil(row.getDouble("held_ms"));
        @Nullable String disabled = row.getString("disabled");
        return new State(
                until == null || left <= 0
                        ? Optional.empty()
                        : Optional.of(new Hold(until.toInstant(), Duration.ofMillis(left))),
                disabled == null
                        ? Optional.empty()
                        : Optional.of(
                                new Disabled(
                                        disabled,
                                        row.getObject("disabled_at", OffsetDateTime.class)
                                                .toInstant())));
    }
}
