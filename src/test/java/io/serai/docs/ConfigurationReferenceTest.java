package io.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.docs.SettingsFile.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Path SETTINGS = Path.of("config/application.yaml");
    private static final Path REFERENCE = Path.of("docs/reference/configuration.md");

    /** {@code -Dserai.docs=write} writes the document instead. */
    @Test
    void theReferenceIsWhatTheSettingsSay() throws IOException {
        String made = new ConfigurationReference().of(Files.readString(SETTINGS));

        if (System.getProperty("serai.docs", "").equals("write")) {
            Files.writeString(REFERENCE, made);
        }
        assertThat(REFERENCE)
                .as("run bin/test unit -Dtest=ConfigurationReferenceTest -Dserai.docs=write")
                .content()
                .isEqualTo(made);
    }

    @Test
    void readsKeysDefaultsVariablesAndComments() {
        assertThat(
                        SettingsFile.read(
                                """
                                # Of the whole file.

                                serai:
                                  # Where it is,
                                  #   and more.
                                  data-dir: ${SERAI_DATA_DIR:./data}
                                  web:
                                    # Ports.
                                    port: ${PORT:${SERVER_PORT:3001}}
                                    # Servers.
                                    servers:
                                      - name: srs
                                        api: http://${HOST:127.0.0.1}:${P:1}
                                      - name: "nginx"
                                """))
                .containsExactly(
                        new Setting(
                                "serai.data-dir",
                                Set.of("SERAI_DATA_DIR"),
                                "./data",
                                "Where it is,\n  and more."),
                        new Setting(
                                "serai.web.port", Set.of("PORT", "SERVER_PORT"), "3001", "Ports."),
                        new Setting("serai.web.servers[0].name", Set.of(), "srs", "Servers."),
                        new Setting(
                                "serai.web.servers[0].api",
                                Set.of("HOST", "P"),
                                "http://127.0.0.1:1",
                                ""),
                        new Setting("serai.web.servers[1].name", Set.of(), "nginx", "Servers."));
    }
}
