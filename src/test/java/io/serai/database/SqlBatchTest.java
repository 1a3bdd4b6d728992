package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TcpProxy;
import io.serai.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
    private static final String INSERT_ROWS =
            """
            INSERT INTO things (id, name, at)
            SELECT id, name, at
            FROM unnest(?::uuid[], ?::text[], ?::timestamptz[], ?::int[]) AS came (id, name, at, n)
            WHERE n = 1
            """;
    private static final String RENAME_ROWS =
            """
            UPDATE things SET name = new.name
            FROM unnest(?::text[], ?::uuid[]) AS new (name, id)
            WHERE things.id = new.id
            """;
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
    void joinedBatchesSendTheirRowsInOneStatement() throws Exception {
        countStatements();
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
                                .addRow(INSERT_ROWS, id, "name \"{" + i + "},", NOON, 1)
                                .addRowForOneRow(RENAME_ROWS, "é, \\ " + i, id));
            }
            batches.add(new SqlBatch().add(INSERT, UUID.randomUUID(), "another", NOON));
            batches.add(new SqlBatch());
            long before = proxy.roundTrips();

            SqlBatch.joined(batches).run(through);

            assertThat(proxy.roundTrips() - before).isOne();
            assertThat(names()).hasSize(21).contains("é, \\ 0", "é, \\ 19", "another");
            assertThat(jdbc.queryForList("SELECT DISTINCT at FROM things", OffsetDateTime.class))
                    .containsExactly(NOON.atOffset(ZoneOffset.UTC));
            assertThat(statements()).isEqualTo(3);
        }
    }

    @Test
    void eachOfTheJoinedBatchesKeepsItsOwnOrder() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        List<SqlBatch> batches =
                List.of(
                        new SqlBatch()
                                .addRow(INSERT_ROWS, one, "a", NOON, 1)
                                .addRowForOneRow(RENAME_ROWS, "b", one)
                                .add("DELETE FROM things WHERE name = ?", "b")
                                .addRow(INSERT_ROWS, one, "c", NOON, 1),
                        new SqlBatch()
                                .add("DELETE FROM things WHERE name = ?", "nobody")
                                .addRow(INSERT_ROWS, two, "d", NOON, 1)
                                .addRowForOneRow(RENAME_ROWS, "e", two));

        SqlBatch.joined(batches).run(jdbc);

        assertThat(names()).containsExactlyInAnyOrder("c", "e");
    }

    @Test
    void joinedBatchesFailTogetherWhenAGuardedRowOfOneMeetsNothing() {
        UUID id = UUID.randomUUID();
        SqlBatch joined =
                SqlBatch.joined(
                        List.of(
                                new SqlBatch()
                                        .addRow(INSERT_ROWS, id, "a", NOON, 1)
                                        .addRowForOneRow(RENAME_ROWS, "b", id),
                                new SqlBatch()
                                        .addRowForOneRow(RENAME_ROWS, "b", UUID.randomUUID())));

        assertThatThrownBy(
                        () ->
                                transactions.executeWithoutResult(
                                        status -> joined.runAndCommit(jdbc)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not change one row");

        assertThat(count()).isZero();
    }

    @Test
    void aRowAloneIsSentAsAnyOther() {
        UUID id = UUID.randomUUID();

        new SqlBatch()
                .addRow(INSERT_ROWS, id, "a", NOON, 1)
                .addRowForOneRow(RENAME_ROWS, "b", id)
                .run(jdbc);

        assertThat(names()).containsExactly("b");
    }

    private void countStatements() {
        jdbc.execute(
                """
                CREATE SEQUENCE sent;
                CREATE FUNCTION count_sent() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM nextval('sent'); RETURN NULL; END $$;
                CREATE TRIGGER sent AFTER INSERT OR UPDATE ON things
                FOR EACH STATEMENT EXECUTE FUNCTION count_sent()
                """);
    }

    private Integer statements() {
        return jdbc.queryForObject("SELECT last_value FROM sent", Integer.class);
    }

    private List<String> names() {
        return jdbc.queryForList("SELECT name FROM things", String.class);
    }

    private Long count() {
        return jdbc.queryForObject("SELECT count(*) FROM things", Long.class);
    }
}
