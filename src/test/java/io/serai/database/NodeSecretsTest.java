package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSecretsTest {
    @TempDir private Path directory;

    @Test
    void withTheEmbeddedDatabaseASecretIsMadeOnce() throws Exception {
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"))) {
            NodeSecrets secrets = new NodeSecrets(settings(""), data);

            String made = secrets.secret("SERAI_JWT_SECRET", "", "jwt-secret");

            assertThat(made).matches("[0-9a-f]{64}");
            assertThat(secrets.secret("SERAI_JWT_SECRET", " ", "jwt-secret")).isEqualTo(made);
            assertThat(Files.getPosixFilePermissions(data.path().resolve("jwt-secret")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(secrets.secret("SERAI_JWT_SECRET", " mine ", "jwt-secret"))
                    .isEqualTo("mine");
        }
    }

    @Test
    void withADatabaseOfItsOwnAMissingSecretStopsTheStart() {
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"))) {
            NodeSecrets secrets = new NodeSecrets(settings("jdbc:postgresql://db/serai"), data);

            assertThatThrownBy(() -> secrets.secret("SERAI_JWT_SECRET", "", "jwt-secret"))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageStartingWith("SERAI_JWT_SECRET is not set.");
            assertThat(data.hasSecret("jwt-secret")).isFalse();
        }
    }

    private static DatabaseSettings settings(String url) {
        return new DatabaseSettings(url, "", "", "", 5432, "serai", Duration.ofSeconds(1), 8, 12);
    }
}
