package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import io.serai.testing.TcpProxy;
import io.serai.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DatabaseProbeIT {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir Path directory;

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void refusesAServerOlderThan13() throws Exception {
        URI programs =
                URI.create(
                        "jar:"
                                + Path.of("target", "postgres-12", "programs.jar").toUri()
                                + "!/postgres-linux-x86_64.txz");
        try (EmbeddedPostgres old =
                EmbeddedPostgres.builder()
                        .setPgBinaryResolver((system, machine) -> programs.toURL().openStream())
                        .setOverrideWorkingDirectory(new File(directory.toFile(), "programs"))
                        .start()) {
            DatabaseAddress address =
                    DatabaseAddress.of(
                            "jdbc:postgresql://127.0.0.1:" + old.getPort() + "/postgres",
                            "postgres",
                            "");

            assertThatThrownBy(() -> DatabaseProbe.await(address, SHORT))
                    .isInstanceOf(StartRefused.class)
                    .hasMessage(
                            "The database 127.0.0.1:"
                                    + old.getPort()
                                    + "/postgres is PostgreSQL 12.22; Serai needs PostgreSQL 13 or"
                                    + " later.");
        }
    }

    @Test
    void waitsForADatabaseThatIsNotThereYet() throws Exception {
        int port = closedPort();
        CompletableFuture<TcpProxy> later = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                .execute(() -> later.completeAsync(() -> TcpProxy.at(port, TestPostgres.port())));
        TestPostgres.freshDatabase();

        assertThatCode(() -> DatabaseProbe.await(address(port, "postgres"), Duration.ofSeconds(20)))
                .doesNotThrowAnyException();

        later.get().close();
    }

    @Test
    void givesUpAfterTheWait() throws Exception {
        DatabaseAddress address = address(closedPort(), "postgres");
        long start = System.nanoTime();

        assertThatThrownBy(() -> DatabaseProbe.await(address, SHORT))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(address.display() + " did not answer within 1 s")
                .message()
                .doesNotContain("s3cret");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void refusesAMissingDatabaseAtOnce() {
        assertThatThrownBy(
                        () ->
                                DatabaseProbe.await(
                                        address(TestPostgres.port(), "nowhere"),
                                        Duration.ofMinutes(5)))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("There is no database ");
    }

    @Test
    void refusesAWrongPasswordAtOnce() {
        try (DataDirectory data = DataDirectory.open(directory);
                EmbeddedServer server = EmbeddedServer.start(data)) {
            DatabaseAddress wrong =
                    DatabaseAddress.of(server.address().jdbcUrl(), "serai", "s3cret");

            assertThatThrownBy(() -> DatabaseProbe.await(wrong, Duration.ofMinutes(5)))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("refused the login; check DATABASE_URL")
                    .message()
                    .doesNotContain("s3cret");
        }
    }

    private static DatabaseAddress address(int port, String database) {
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database,
                Optional.of("postgres"),
                Optional.of("s3cret"),
                "");
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
