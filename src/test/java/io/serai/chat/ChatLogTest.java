package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.common.StreamId;
import io.serai.common.http.RateLimit;
import io.serai.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Messages are written behind the chat, whatever the database does. */
class ChatLogTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final StreamId STREAM = new StreamId(5);
    private static final Member ANN = new Member("ann", "Ann", Optional.empty(), false, "hash");

    private final AtomicBoolean away = new AtomicBoolean();
    private final DataSource fresh = TestPostgres.freshDatabase();
    private final JdbcTemplate database = new JdbcTemplate(fresh);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ChatLog log =
            new ChatLog(new ChatMessageRepository(unlessAway()), settings(3), metrics);
    private long last;

    @AfterEach
    void stop() {
        away.set(false);
        log.stop();
    }

    @Test
    void aFullQueueLosesItsOldestMessages() {
        say("one", "two", "three", "four", "five");

        log.start();

        await().atMost(SOON).until(() -> log.waiting() == 0);
        assertThat(written()).containsExactly("three", "four", "five");
        assertThat(metrics.get("serai.chat.log.dropped").counter().count()).isEqualTo(2);
        assertThat(metrics.get("serai.chat.log.written").counter().count()).isEqualTo(3);
    }

    @Test
    void anOutageKeepsWhatFitsAndHeals() {
        away.set(true);
        log.start();
        say("one");
        await().atMost(SOON).until(() -> !log.flush(Duration.ofSeconds(10)));

        say("two", "three", "four", "five");
        assertThat(written()).isEmpty();
        away.set(false);

        await().atMost(SOON).until(() -> log.waiting() == 0);
        assertThat(written()).containsExactly("one", "four", "five");
        assertThat(log.flush(Duration.ZERO)).isTrue();
    }

    @Test
    void aFlushWaitsForWhatWasSaidBeforeIt() {
        log.start();
        say("one", "two");

        assertThat(log.flush(SOON)).isTrue();

        assertThat(written()).containsExactly("one", "two");
    }

    @Test
    void theStopWritesWhatWaits() {
        log.start();
        say("one", "two");

        log.stop();

        assertThat(written()).containsExactly("one", "two");
    }

    @Test
    void theStopDoesNotWaitForADatabaseThatIsAway() {
        away.set(true);
        log.start();
        say("one");

        log.stop();

        await().atMost(SOON).until(() -> !log.isRunning());
        assertThat(written()).isEmpty();
    }

    @Test
    void whatPostgresCanNotKeepDoesNotLoseTheRest() {
        log.start();
        say("a\0b", "half \ud83d of a pair", "whole");

        assertThat(log.flush(SOON)).isTrue();

        assertThat(written()).containsExactly("a\uFFFDb", "half ? of a pair", "whole");
    }

    private void say(String... texts) {
        for (String text : texts) {
            log.said(new ChatMessage(++last, STREAM, ANN, text, Instant.EPOCH));
        }
    }

    private List<String> written() {
        return database.queryForList("SELECT content FROM chat_messages ORDER BY id", String.class);
    }

    private JdbcTemplate unlessAway() {
        return new JdbcTemplate(fresh) {
            @Override
            public int update(String sql, Object... values) {
                if (away.get()) {
                    throw new DataAccessResourceFailureException("away");
                }
                return super.update(sql, values);
            }
        };
    }

    private static ModerationSettings settings(int mostWaiting) {
        return new ModerationSettings(
                ModerationSettings.Tickets.OPTIONAL,
                Duration.ofMinutes(1),
                new RateLimit(1, Duration.ofMinutes(1)),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofDays(30),
                mostWaiting,
                10,
                Duration.ofSeconds(1));
    }
}
