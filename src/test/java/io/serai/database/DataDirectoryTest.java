package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir Path parent;

    @Test
    void createsADirectoryThatOnlyItsOwnerMayEnter() throws IOException {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("a/b"))) {
            assertThat(mode(directory.path())).isEqualTo("rwx------");
        }
    }

    @Test
    void makesASecretOnceAndKeepsIt() throws IOException {
        String made;
        try (DataDirectory directory = DataDirectory.open(parent)) {
            assertThat(directory.hasSecret("admin-token")).isFalse();
            made = directory.secret("admin-token", 64);
            assertThat(made).matches("[0-9a-f]{64}");
            assertThat(mode(parent.resolve("admin-token"))).isEqualTo("rw-------");
            assertThat(directory.secret("other", 64)).isNotEqualTo(made);
        }
        try (DataDirectory directory = DataDirectory.open(parent)) {
            assertThat(directory.hasSecret("admin-token")).isTrue();
            assertThat(directory.secret("admin-token", 64)).isEqualTo(made);
        }
    }

    @Test
    void closesASecretThatOthersCouldRead() throws IOException {
        Path file = Files.writeString(parent.resolve("admin-token"), " chosen \n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        try (DataDirectory directory = DataDirectory.open(parent)) {
            assertThat(directory.secret("admin-token", 64)).isEqualTo("chosen");
        }

        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void refusesAnEmptySecret() throws IOException {
        Files.writeString(parent.resolve("admin-token"), "\n");

        try (DataDirectory directory = DataDirectory.open(parent)) {
            assertThatThrownBy(() -> directory.secret("admin-token", 64))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("admin-token is empty");
        }
    }

    @Test
    void keepsSecretsInTheDirectory() {
        try (DataDirectory directory = DataDirectory.open(parent)) {
            assertThatThrownBy(() -> directory.secret("../x", 64))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isHeldOnceAtATimeAndNamesTheHolder() {
        long self = ProcessHandle.current().pid();
        try (DataDirectory held = DataDirectory.open(parent)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> DataDirectory.open(parent))
                        .isInstanceOf(StartRefused.class)
                        .hasMessageContaining("process " + self + ",")
                        .hasMessageContaining(held.path().toString());
            }
        }
        DataDirectory.open(parent).close();
    }

    @Test
    void refusesAPathThatIsAFile() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("can't be created or written");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("below")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("SERAI_DATA_DIR");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
