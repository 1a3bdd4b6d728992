package io.serai.broadcasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broadcasts.BroadcastRepository.Feed;
import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.testing.TestPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The order and the total of what is live, as the database keeps them. */
class BroadcastFeedTest {
    private static final Instant EIGHT = Instant.parse("2026-03-01T20:00:00Z");

    private final DataSource database = TestPostgres.freshDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final BroadcastRepository repository =
            new BroadcastRepository(JdbcClient.create(database));

    @BeforeEach
    void fill() {
        jdbc.update(
                """
                INSERT INTO accounts (id, origin, username, name, created_at, updated_at)
                VALUES (1, 'gateway', 'user_1', 'user_1', now(), now())
                """);
        jdbc.update(
                """
                INSERT INTO streams (id, surface, title, owner_id)
                SELECT n, 'live-service', 'Broadcast ' || n, 1 FROM generate_series(1, 300) AS n
                """);
        jdbc.update(
                """
                INSERT INTO broadcasts (stream_id, owner_id, stream_key, created_at)
                SELECT n, 1, 'key-' || n, now() FROM generate_series(1, 300) AS n
                """);
    }

    @Test
    void whoBeganLastComesFirstAndOfThoseAtOneTimeTheNewest() {
        start(3, EIGHT);
        start(1, EIGHT.plusSeconds(1));
        start(4, EIGHT);
        start(2, EIGHT.minusSeconds(1));
        start(5, EIGHT);

        assertThat(page(10, 0)).containsExactly(1L, 5L, 4L, 3L, 2L);
        assertThat(page(2, 0)).containsExactly(1L, 5L);
        assertThat(page(2, 2)).containsExactly(4L, 3L);
        assertThat(page(2, 4)).containsExactly(2L);
    }

    /** Pages of the second half are read from the other end. */
    @ParameterizedTest
    @CsvSource({"7, 43", "20, 60", "1, 10", "100, 3", "20, 20", "20, 40"})
    void pagesHoldEverythingOnceAndInOrder(int limit, int live) {
        for (int id = 1; id <= live; id++) {
            start(id, EIGHT.plusSeconds(id % 5));
        }
        List<Long> all = new ArrayList<>();
        for (long offset = 0; offset < live; offset += limit) {
            List<Long> page = page(limit, offset);
            assertThat(page).hasSize((int) Math.min(limit, live - offset));
            all.addAll(page);
        }

        assertThat(all).isEqualTo(page(300, 0));
        assertThat(all)
                .isSortedAccordingTo(
                        Comparator.<Long>comparingLong(id -> id % 5)
                                .thenComparing(Comparator.naturalOrder())
                                .reversed());
        assertThat(page(limit, live)).isEmpty();
    }

    @Test
    void aPageBehindTheLastOneIsEmptyAndHasTheTotal() {
        start(3, EIGHT);

        Feed behind = repository.feed(20, 99_999_999_980L);

        assertThat(behind.broadcasts()).isEmpty();
        assertThat(behind.total()).isOne();
    }

    @Test
    void whoComesBackKeepsTheirPlace() {
        start(3, EIGHT);
        start(4, EIGHT.plusSeconds(1));
        start(3, EIGHT.plusSeconds(2));

        assertThat(page(10, 0)).containsExactly(4L, 3L);
        assertThat(repository.feed(1, 0).total()).isEqualTo(2);
    }

    @Test
    void countsExactlyWhileHooksCommitAtTheSameTime() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 8; worker++) {
                int first = 1 + worker * 30;
                workers.add(
                        threads.submit(
                                () -> {
                                    for (int id = first; id < first + 30; id++) {
                                        start(id, EIGHT);
                                        if (id % 3 == 0) {
                                            end(id);
                                        }
                                    }
                                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }

        assertThat(repository.feed(1, 0).total()).isEqualTo(160).isEqualTo(counted());
    }

    @Test
    void countsWhatIsChangedByHandAndNothingThatRollsBack() {
        start(1, EIGHT);
        start(2, EIGHT);
        start(3, EIGHT);
        end(3);

        jdbc.update("UPDATE broadcasts SET ended_at = NULL WHERE stream_id = 3");
        jdbc.update("DELETE FROM broadcasts WHERE stream_id IN (2, 300)");
        jdbc.update(
                """
                INSERT INTO broadcasts (stream_id, owner_id, stream_key, created_at, started_at)
                VALUES (2, 1, 'key-2', now(), now())
                """);
        jdbc.execute("BEGIN; DELETE FROM broadcasts WHERE stream_id = 1; ROLLBACK");

        assertThat(repository.feed(1, 0).total()).isEqualTo(3).isEqualTo(counted());
    }

    private long counted() {
        return JdbcClient.create(database)
                .sql(
                        """
                        SELECT count(*) FROM broadcasts WHERE started_at IS NOT NULL AND ended_at IS NULL
                        """)
                .query(Long.class)
                .single();
    }

    private void start(long id, Instant at) {
        SqlBatch batch = new SqlBatch();
        repository.addStart(new StreamId(id), at, batch);
        batch.run(jdbc);
    }

    private void end(long id) {
        SqlBatch batch = new SqlBatch();
        repository.addEnd(new StreamId(id), EIGHT.plusSeconds(60), batch);
        batch.run(jdbc);
    }

    private List<Long> page(int limit, long offset) {
        return repository.feed(limit, offset).broadcasts().stream()
                .map(one -> one.id().value())
                .toList();
    }
}
