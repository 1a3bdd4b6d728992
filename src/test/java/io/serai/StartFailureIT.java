package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a start that can't succeed. */
class StartFailureIT {
    private static final String NOTHING_LISTENS = "postgresql://u:s3cret@127.0.0.1:1/serai";

    @TempDir Path directory;

    @Test
    void saysThatTheDatabaseIsOfAnotherKind() throws Exception {
        assertThat(refusal(Map.of("DATABASE_URL", "mysql://u:s3cret@db/serai")))
                .isEqualTo(
                        "DATABASE_URL names a database of the kind \"mysql\". Use"
                                + " jdbc:postgresql://host:port/name or"
                                + " postgresql://user:password@host:port/name.");
    }

    @Test
    void saysThatTheDatabaseDoesNotAnswer() throws Exception {
        assertThat(
                        refusal(
                                Map.of(
                                        "DATABASE_URL",
                                        NOTHING_LISTENS,
                                        "SERAI_DATABASE_STARTWAIT",
                                        "1s")))
                .startsWith("The database 127.0.0.1:1/serai did not answer within 1 s: ");
    }

    @Test
    void namesTheSecretThatNodesHaveToShare() throws Exception {
        assertThat(
                        refusal(
                                Map.of(
                                        "DATABASE_URL",
                                        TestPostgres.url(TestPostgres.freshDatabase()),
                                        "SERAI_JWT_SECRET",
                                        "a secret of a test, long enough to sign")))
                .startsWith("ENCRYPTION_KEY is not set. ");
    }

    @Test
    void saysWhatAnEncryptionKeyIsWithoutTellingTheConfiguredOne() throws Exception {
        assertThat(refusal(Map.of("ENCRYPTION_KEY", "s3cret")))
                .isEqualTo("ENCRYPTION_KEY is 64 hexadecimal digits; the configured one is not.");
    }

    @Test
    void namesTheSettingThatCannotBeRead() throws Exception {
        assertThat(refusal(Map.of("DB_PORT", "s3cret")))
                .isEqualTo("The setting serai.database.port (DB_PORT) has to be a whole number.");
    }

    @Test
    void namesTheSettingThatIsOutOfRange() throws Exception {
        assertThat(refusal(Map.of("DB_PORT", "70000")))
                .isEqualTo(
                        "The setting serai.database.port (DB_PORT) must be less than or equal to"
                                + " 65535.");
    }

    @Test
    void namesTheProcessThatHoldsTheDataDirectory() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        try (FileChannel channel =
                FileChannel.open(
                        Files.writeString(data.resolve("serai.lock"), "4711\n"),
                        StandardOpenOption.WRITE)) {
            assertThat(channel.tryLock()).isNotNull();

            assertThat(refusal(Map.of()))
                    .startsWith("Another Serai, process 4711, uses the data directory ");
        }
    }

    @Test
    void saysThatTheDataDirectoryCannotBeWritten() throws Exception {
        Files.writeString(directory.resolve("data"), "a file");

        assertThat(refusal(Map.of()))
                .startsWith("The data directory ")
                .contains("can't be created or written; set SERAI_DATA_DIR");
    }

    @Test
    void saysWhereASettingsFileIsDamaged() throws Exception {
        Files.createDirectory(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/application.yaml"), "serai:\n  web: [s3cret\n  x: y\n");

        assertThat(refusal(Map.of()))
                .isEqualTo(
                        "A file of settings, such as config/application.yaml, is no valid YAML"
                                + " (line 3, column 4).");
    }

    @Test
    void saysWhatAPlaceholderOfARouteStandsFor() throws Exception {
        Path routes = directory.resolve("routes");
        Files.createDirectories(routes.resolve("local"));
        Files.copy(Path.of("routes/_config/errors.camel.yaml"), routes.resolve("a.camel.yaml"));
        Files.writeString(
                routes.resolve("local/slack.camel.yaml"),
                """
                - route:
                    id: slack
                    group: local
                    description: Every day -> tell Slack
                    routeConfigurationId: schedule
                    from:
                      uri: quartz
                      parameters:
                        groupName: slack
                        triggerName: daily
                        cron: 0 0 6 * *
                      steps:
                        - to:
                            uri: https
                            parameters:
                              httpUri: "{{env:NO_SUCH_WEBHOOK}}"
                """);

        assertThat(refusal(Map.of("ROUTES_DIR", routes.toString())))
                .startsWith("The route files are not in order, so Serai does not start.")
                .contains(
                        "routes/local/slack.camel.yaml:11: [schedule] cron \"0 0 6 * *\" is no"
                                + " schedule (",
                        "routes/local/slack.camel.yaml:16: [placeholder] {{env:NO_SUCH_WEBHOOK}}"
                                + " has no value. Set the environment variable NO_SUCH_WEBHOOK, or"
                                + " write a default: {{env:NO_SUCH_WEBHOOK:...}}.");
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(refusal(Map.of("PORT", Integer.toString(taken.getLocalPort()))))
                    .isEqualTo(
                            "Another program listens on 127.0.0.1:"
                                    + taken.getLocalPort()
                                    + "; stop it, or set PORT to a free port.");
        }
    }

    /** Starts Serai and returns all that it says on the standard error output. */
    private String refusal(Map<String, String> environment)
            throws IOException, InterruptedException {
        File output = directory.resolve("output").toFile();
        File errors = directory.resolve("errors").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Serai.class.getName())
                        .directory(directory.toFile())
                        .redirectOutput(output)
                        .redirectError(errors);
        builder.environment().put("SERAI_DATA_DIR", directory.resolve("data").toString());
        builder.environment().put("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());
        builder.environment().put("PORT", "0");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output.toPath()))
                .doesNotContain("\tat ", "Exception", "APPLICATION FAILED", " ERROR ", "s3cret");
        assertThat(Files.readString(errors.toPath())).doesNotContain("s3cret");
        return Files.readString(errors.toPath()).strip();
    }
}
