package io.serai.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.serai.testing.TcpProxy;
import io.serai.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

class ConnectionPoolsIT {
    private DataSource database;
    private TcpProxy proxy;
    private HikariDataSource hooks;
    private HikariDataSource general;

    @BeforeEach
    void openPools() throws Exception {
        database = TestPostgres.freshDatabase();
        proxy = TcpProxy.to(TestPostgres.port());
        String url = TestPostgres.url(database, proxy.port()).replaceFirst("\\?.*", "");
        DatabaseAddress address =
                new DatabaseAddress(url, Optional.of("postgres"), Optional.empty(), "");
        hooks = ConnectionPools.hooks(address, 2);
        general = ConnectionPools.general(address, 2);
    }

    @AfterEach
    void closePools() throws Exception {
        proxy.cut();
        hooks.close();
        general.close();
        proxy.close();
    }

    @Test
    void refusesAHookWithinASecondWhenAllConnectionsAreBusy() throws Exception {
        try (Connection one = hooks.getConnection();
                Connection other = hooks.getConnection()) {
            assertThat(refusal(hooks, "SELECT 1")).isLessThan(Duration.ofMillis(1500));
            assertThat(one).isNotSameAs(other);
        }
    }

    @Test
    void refusesAHookThatWaitsForALock() throws Exception {
        JdbcTemplate holder = new JdbcTemplate(database);
        holder.execute("INSERT INTO streams (surface, title) VALUES ('pixelcast', 'a')");
        try (Connection locking = database.getConnection()) {
            locking.setAutoCommit(false);
            locking.createStatement().execute("SELECT 1 FROM streams FOR UPDATE");

            assertThat(refusal(hooks, "SELECT 1 FROM streams FOR UPDATE"))
                    .isBetween(Duration.ofMillis(900), Duration.ofMillis(1800));

            locking.rollback();
        }
    }

    /** Such a plan is kept while the table grows. */
    @Test
    void aHookFindsRowsByTheirIndexAlsoInATableThatIsEmpty() throws Exception {
        List<String> plan = new ArrayList<>();
        try (Connection connection = hooks.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(
                    """
                    PREPARE ending (bigint[], text[]) AS
                    UPDATE live_sessions SET reason = gone.reason
                    FROM unnest($1, $2) AS gone (id, reason)
                    WHERE live_sessions.id = gone.id AND state NOT IN ('contender', 'ended')
                    """);
            try (ResultSet lines = sql.executeQuery("EXPLAIN EXECUTE ending ('{1}', '{lost}')")) {
                while (lines.next()) {
                    plan.add(lines.getString(1));
                }
            }
        }

        assertThat(String.join("\n", plan))
                .contains("Index Scan using live_sessions_pkey")
                .doesNotContain("Seq Scan");
    }

    @Test
    void endsAHooksStatementAfterTwoSeconds() {
        assertThat(refusal(hooks, "SELECT pg_sleep(20)")).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void refusesHooksInTimeWhileTheDatabaseHangsAndHealsByItself() {
        JdbcTemplate jdbc = new JdbcTemplate(hooks);
        jdbc.queryForObject("SELECT 1", Integer.class);

        proxy.freeze();
        for (int hook = 0; hook < 3; hook++) {
            assertThat(refusal(hooks, "SELECT 1")).isLessThan(Duration.ofMillis(3500));
        }
        proxy.thaw();

        await().atMost(10, SECONDS)
                .ignoreExceptions()
                .until(
                        () ->
                                Integer.valueOf(1)
                                        .equals(jdbc.queryForObject("SELECT 1", Integer.class)));
    }

    @Test
    void waitsForABrokenDatabaseForAFewSecondsAndHealsByItself() throws Exception {
        JdbcTemplate jdbc = new JdbcTemplate(general);
        jdbc.queryForObject("SELECT 1", Integer.class);

        proxy.freeze();
        proxy.cut();
        assertThat(refusal(general, "SELECT 1")).isLessThan(Duration.ofSeconds(8));
        proxy.thaw();

        await().atMost(15, SECONDS)
                .ignoreExceptions()
                .until(
                        () ->
                                Integer.valueOf(1)
                                        .equals(jdbc.queryForObject("SELECT 1", Integer.class)));
    }

    @Test
    void asksTheServerNothingButWhatTheHookAsks() {
        JdbcTemplate jdbc = new JdbcTemplate(hooks);
        jdbc.queryForObject("SELECT 1", Integer.class);
        long before = proxy.roundTrips();

        jdbc.queryForObject("SELECT 1", Integer.class);

        assertThat(proxy.roundTrips() - before).isOne();
    }

    /** How long it takes until the statement is refused. */
    private static Duration refusal(HikariDataSource pool, String statement) {
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        long start = System.nanoTime();
        assertThatThrownBy(() -> jdbc.execute(statement)).isInstanceOf(DataAccessException.class);
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
