package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TcpProxy;
import io.serai.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SqlBatchTest {
    private static final String INSERT = "INSERT INTO things (id, name, at) VALUES (?, ?, ?)";
    private static final String RENAME = "UPDATE things SET name = ? WHERE id = ?";
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00.123456Z");

    private DataSource database;
    private JdbcTemplate jdbc;
    private TransactionTemplate transactions;

    @BeforeEach
    void openDatabase() {
        database = TestPostgres.freshDatabase();
        jdbc = new JdbcTemplate(database);
        transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        jdbc.execute(
                "CREATE TABLE things (id uuid PRIMARY KEY, name text NOT NULL, at timestamptz)");
    }

    @Test
    void sendsEachStatementInItsOrder() {
        UUID id = UUID.randomUUID();

        transactions.executeWithoutResult(
                status ->
                        new SqlBatch()
                                .add(INSERT, id, "a", NOON)
                                .addForOneRow("UPDATE things SET name = ? WHERE id = ?", "b", id)
                                .addForOneRow(
                                        "UPDATE things SET name = name || ? WHERE name = ?",
                                        "c",
                                        "b")
                                .add("DELETE FROM things WHERE name = ?", "nobody")
                                .run(jdbc));

        assertThat(jdbc.queryForObject("SELECT name FROM things", String.class)).isEqualTo("bc");
        assertThat(jdbc.queryForObject("SELECT at FROM things", OffsetDateTime.class).toInstant())
                .isEqualTo(NOON);
    }

    @Test
    void failsAndRollsBackWhenAGuardedChangeMeetsNoRow() {
        SqlBatch batch =
                new SqlBatch()
                        .add(INSERT, UUID.randomUUID(), "a", NOON)
                        .addForOneRow("UPDATE things SET name = 'x' WHERE name = ?", "nobody");

        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> batch.run(jdbc)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not change one row");

        assertThat(count()).isZero();
    }

    @Test
    void failsWhenAGuardedChangeMeetsTwoRows() {
        SqlBatch batch =
                new SqlBatch()
                        .add(INSERT, UUID.randomUUID(), "a", NOON)
                        .add(INSERT, UUID.randomUUID(), "a", NOON)
                        .addForOneRow("DELETE FROM things WHERE name = ?", "a");

        assertThatThrownBy(() -> batch.run(jdbc)).isInstanceOf(IllegalStateException.class);

        assertThat(count()).isZero();
    }

    @Test
    void commitsInTheSameRoundTrip() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(TestPostgres.port());
                Connection connection =
                        DriverManager.getConnection(TestPostgres.url(database, proxy.port()))) {
            DataSource one = new SingleConnectionDataSource(connection, true);
            JdbcTemplate through = new JdbcTemplate(one);
            UUID id = UUID.randomUUID();
            long before = proxy.roundTrips();

            new TransactionTemplate(new JdbcTransactionManager(one))
                    .executeWithoutResult(
                            status -> {
                                new SqlBatch()
                                        .add(INSERT, id, "a", NOON)
                                        .addForOneRow(
                                                "UPDATE things SET name = ? WHERE id = ?", "b", id)
                                        .runAndCommit(through);
                                assertThat(count()).isOne();
                            });

            assertThat(proxy.roundTrips() - before).isOne();
            assertThat(count()).isOne();
        }
    }

    @Test
    void commitsNothingWhenAGuardedChangeMeetsNoRow() {
        SqlBatch batch =
                new SqlBatch()
                        .add(INSERT, UUID.randomUUID(), "a", NOON)
                        .addForOneRow("UPDATE things SET name = 'x' WHERE name = ?", "nobody")
                        .add(INSERT, UUID.randomUUID(), "b", NOON);

        assertThatThrownBy(
                        () -> transactions.executeWithoutResult(status -> batch.runAndCommit(jdbc)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(count()).isZero();
    }

    @Test
    void whatFollowsACommitIsATransactionOfItsOwn() {
        transactions.executeWithoutResult(
                status ->
                        new SqlBatch()
                                .add(INSERT, UUID.randomUUID(), "a", NOON)
                                .runAndCommit(jdbc));

        assertThatThrownBy(
                        () ->
                                transactions.executeWithoutResult(
                                        status -> {
                                            new SqlBatch()
                                                    .add(INSERT, UUID.randomUUID(), "b", NOON)
                                                    .run(jdbc);
                                            throw new IllegalArgumentException("changed its mind");
                                        }))
                .hasMessage("changed its mind");

        assertThat(count()).isOne();
    }

    @Test
    void failsAsAWholeWhenOneStatementFails() {
        UUID id = UUID.randomUUID();
        SqlBatch batch = new SqlBatch().add(INSERT, id, "a", NOON).add(INSERT, id, "b", NOON);

        assertThatThrownBy(() -> batch.run(jdbc)).isInstanceOf(DataAccessException.class);

        assertThat(count()).isZero();
    }

    @Test
    void doesNothingWhenEmpty() {
        SqlBatch batch = new SqlBatch();

        batch.run(jdbc);

        assertThat(batch.isEmpty()).isTrue();
        assertThat(new SqlBatch().add("SELECT 1").isEmpty()).isFalse();
    }

    @Test
    void costsOneRoundTripHoweverLongItIs() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(TestPostgres.port());
                Connection connection =
                        DriverManager.getConnection(TestPostgres.url(database, proxy.port()))) {
            JdbcTemplate through =
                    new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            SqlBatch batch = new SqlBatch();
            for (int i = 0; i < 20; i++) {
                batch.add(INSERT, UUID.randomUUID(), "name " + i, NOON);
            }
            long before = proxy.roundTrips();

            batch.run(through);

            assertThat(proxy.roundTrips() - before).isOne();
            assertThat(count()).isEqualTo(20);
        }
    }

    @Test
    void batchesThatSendTheSameCostThoseRoundTripsOnce() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(TestPostgres.port());
                Connection connection =
                        DriverManager.getConnection(TestPostgres.url(database, proxy.port()))) {
            JdbcTemplate through =
                    new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            List<SqlBatch> batches = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                UUID id = UUID.randomUUID();
                batches.add(
                        new SqlBatch()
                                .add(INSERT, id, "name " + i, NOON)
                                .addForOneRow(RENAME, "renamed " + i, id));
            }
            batches.add(new SqlBatch().add(INSERT, UUID.randomUUID(), "another", NOON));
            batches.add(new SqlBatch());
            long before = proxy.roundTrips();
            AtomicInteger announced = new AtomicInteger();

            SqlBatch.runTogether(batches, through, announced::incrementAndGet);

            assertThat(proxy.roundTrips() - before).isEqualTo(2);
            assertThat(announced).hasValue(2);
            assertThat(count()).isEqualTo(21);
            assertThat(names()).contains("renamed 0", "renamed 19", "another");
        }
    }

    @Test
    void eachOfSeveralBatchesKeepsItsOwnOrder() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        List<SqlBatch> batches =
                List.of(
                        new SqlBatch()
                                .add(INSERT, one, "a", NOON)
                                .addForOneRow(RENAME, "b", one)
                                .add("DELETE FROM things WHERE name = ?", "b")
                                .add(INSERT, one, "c", NOON),
                        new SqlBatch()
                                .add("DELETE FROM things WHERE name = ?", "nobody")
                                .add(INSERT, two, "d", NOON)
                                .addForOneRow(RENAME, "e", two));

        transactions.executeWithoutResult(status -> SqlBatch.runTogether(batches, jdbc, () -> {}));

        assertThat(names()).containsExactlyInAnyOrder("c", "e");
    }

    @Test
    void severalBatchesFailTogetherWhenAGuardedChangeOfOneMeetsNoRow() {
        UUID id = UUID.randomUUID();
        List<SqlBatch> batches =
                List.of(
                        new SqlBatch().add(INSERT, id, "a", NOON).addForOneRow(RENAME, "b", id),
                        new SqlBatch().addForOneRow(RENAME, "b", UUID.randomUUID()));

        assertThatThrownBy(
                        () ->
                                transactions.executeWithoutResult(
                                        status -> SqlBatch.runTogether(batches, jdbc, () -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not change one row");

        assertThat(count()).isZero();
    }

    private List<String> names() {
        return jdbc.queryForList("SELECT name FROM things", String.class);
    }

    private Long count() {
        return jdbc.queryForObject("SELECT count(*) FROM things", Long.class);
    }
}
