package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the container image runs, without a container. */
class ImageLayoutIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir Path directory;

    /** The JVM is told not to start without the cache, so a start proves that it is used. */
    @Test
    void startsFromTheExtractedJarWithItsCache() throws Exception {
        Path layout = makeLayout();
        assertThat(layout.resolve("java.options")).content().contains("-XX:AOTCache=serai.aot");
        assertThat(layout.resolve("config/application.yaml")).exists();

        try (SeraiProcess serai =
                SeraiProcess.in(directory)
                        .from(layout)
                        .with("ROUTES_DIR", "./routes")
                        .with("DATABASE_URL", TestPostgres.url(TestPostgres.freshDatabase()))
                        .start()) {
            assertThat(serai.get("/health").body()).contains("\"connected\":true");
            assertThat(serai.createRoom("rtmp").get("streamKey").asText()).isNotEmpty();
            assertThat(serai.logText()).doesNotContain("AOT");
        }
    }

    private Path makeLayout() throws IOException, InterruptedException {
        Path layout = directory.resolve("layout");
        Path log = directory.resolve("image-layout.log");
        ProcessBuilder builder =
                new ProcessBuilder("bin/image-layout", "target/serai.jar", layout.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroy();
        }
        return layout;
    }
}
