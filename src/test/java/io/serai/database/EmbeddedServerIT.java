package io.serai.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.common.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class EmbeddedServerIT {
    @TempDir static Path programs;
    @TempDir Path parent;

    private Path data;

    /** The programs are unpacked once for all tests. */
    @BeforeEach
    void shareThePrograms() throws IOException {
        data = Files.createDirectory(parent.resolve("my data")).toRealPath();
        Files.createSymbolicLink(data.resolve("postgres-programs"), programs);
    }

    @AfterEach
    void stopWhatIsLeft() throws IOException {
        EmbeddedCluster.of(data, data.resolve("postgres.log")).stop();
        Files.delete(data.resolve("postgres-programs"));
    }

    @Test
    void isDurableAndOpenToNobodyElse() throws Exception {
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedServer server = EmbeddedServer.start(directory);
                Connection own = connect(server);
                Connection admin =
                        DriverManager.getConnection(
                                server.address().jdbcUrl(),
                                "postgres",
                                directory.secret(EmbeddedServer.PASSWORD_FILE, 48))) {
            assertThat(ask(own, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(own, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(own, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(ask(own, "SHOW max_connections")).isEqualTo("60");
            assertThat(ask(own, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            assertThat(ask(admin, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(admin, "SHOW unix_socket_directories")).isEmpty();
            assertThat(
                            ask(
                                    admin,
                                    "SELECT string_agg(DISTINCT auth_method, ',') FROM"
                                            + " pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
            assertThat(
                            ask(
                                    admin,
                                    "SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$%') FROM"
                                            + " pg_authid WHERE rolcanlogin"))
                    .isEqualTo("t");
            assertThatThrownBy(
                            () ->
                                    DriverManager.getConnection(
                                            server.address().jdbcUrl(), "serai", "guess"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(Files.readString(data.resolve("postgres.log"))).contains("shut down");
    }

    @Test
    void keepsWhatWasWrittenWhenSeraiIsKilled() throws Exception {
        Process holder = EmbeddedServerHolder.start(data);
        Postmaster left = Postmaster.of(data.resolve("postgres")).orElseThrow();

        holder.destroyForcibly().waitFor();
        assertThat(left.process().isAlive()).isTrue();

        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedServer server = EmbeddedServer.start(directory);
                Connection connection = connect(server)) {
            assertThat(ask(connection, "SELECT id FROM kept")).isEqualTo("1");
            assertThat(Postmaster.of(data.resolve("postgres")).orElseThrow().pid())
                    .isNotEqualTo(left.pid());
        }
    }

    @Test
    void replaysWhatWasWrittenWhenTheMachineFails() throws Exception {
        Process holder = EmbeddedServerHolder.start(data);
        Postmaster left = Postmaster.of(data.resolve("postgres")).orElseThrow();
        holder.destroyForcibly().waitFor();
        left.process().destroyForcibly();
        await().until(() -> Postmaster.of(data.resolve("postgres")).isEmpty());

        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedServer server = EmbeddedServer.start(directory);
                Connection connection = connect(server)) {
            assertThat(ask(connection, "SELECT id FROM kept")).isEqualTo("1");
        }
    }

    @Test
    void refusesASecondHolderAndNamesTheFirst() throws Exception {
        Process holder = EmbeddedServerHolder.start(data);
        try {
            assertThatThrownBy(() -> DataDirectory.open(data))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("process " + holder.pid() + ",");
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void leavesAProcessAloneThatGotTheNumberOfTheOldServer() throws Exception {
        startAndStop();
        Process bystander = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    data.resolve("postgres").resolve("postmaster.pid"),
                    bystander.pid() + "\n" + data.resolve("postgres") + "\n1\n5432\n\n\n\nready\n");

            startAndStop();

            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void startsAServerAgainThatEndedUnasked() throws Exception {
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedServer server = EmbeddedServer.start(directory)) {
            Postmaster.of(data.resolve("postgres")).orElseThrow().process().destroyForcibly();

            await().atMost(30, SECONDS)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> {
                                try (Connection connection = connect(server)) {
                                    assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
                                }
                            });
        }
        assertThat(Postmaster.of(data.resolve("postgres"))).isEmpty();
    }

    @Test
    void stopsQuicklyAlthoughSomebodyIsConnected() throws Exception {
        DataDirectory directory = DataDirectory.open(data);
        EmbeddedServer server = EmbeddedServer.start(directory);
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE unfinished (id int)");
            long start = System.nanoTime();

            server.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
            assertThat(Postmaster.of(data.resolve("postgres"))).isEmpty();
        } finally {
            directory.close();
        }
    }

    @Test
    void startsOverWhenTheFirstStartWasInterrupted() throws Exception {
        Files.createDirectories(data.resolve("postgres.new/base"));
        Files.writeString(data.resolve("postgres.new/PG_VERSION"), "18\n");
        Files.createDirectory(data.resolve("postgres"));

        startAndStop();

        assertThat(data.resolve("postgres.new")).doesNotExist();
    }

    @Test
    void refusesFilesThatAreNoDatabase() throws Exception {
        Files.createDirectory(data.resolve("postgres"));
        Files.writeString(data.resolve("postgres/precious"), "x");

        assertThatThrownBy(this::startAndStop)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("holds files but no database");
    }

    @Test
    void refusesADatabaseOfAnotherMajorVersion() throws Exception {
        startAndStop();
        Files.writeString(data.resolve("postgres/PG_VERSION"), "17\n");

        assertThatThrownBy(this::startAndStop)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("was made by PostgreSQL 17 and this Serai brings");

        Files.writeString(data.resolve("postgres/PG_VERSION"), "18\n");
    }

    @Test
    void refusesADatabaseWhosePasswordIsGone() throws Exception {
        startAndStop();
        Files.delete(data.resolve(EmbeddedServer.PASSWORD_FILE));

        assertThatThrownBy(this::startAndStop)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("database-password, is gone");
    }

    @Test
    void unpacksItsProgramsAnewWhenThatWasInterrupted() throws Exception {
        Files.delete(data.resolve("postgres-programs"));
        Path half = Files.createDirectories(data.resolve("postgres-programs/unpacking/bin"));
        Files.writeString(half.resolve("postgres"), "half");
        Files.createDirectories(data.resolve("postgres-programs/an-older-version/bin"));

        startAndStop();

        try (var left = Files.list(data.resolve("postgres-programs"))) {
            assertThat(left).hasSize(1);
        }
        FileSystemUtils.deleteRecursively(data.resolve("postgres-programs"));
        Files.createSymbolicLink(data.resolve("postgres-programs"), programs);
    }

    private void startAndStop() {
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedServer server = EmbeddedServer.start(directory)) {
            assertThat(server.address().user()).contains("serai");
        }
    }

    private static Connection connect(EmbeddedServer server) throws SQLException {
        DatabaseAddress address = server.address();
        return DriverManager.getConnection(address.jdbcUrl(), address.connection("test", ""));
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return String.valueOf(answer.getString(1));
        }
    }
}
