package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.ImageLayout;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the container image runs, without a container. */
class ImageLayoutIT {
    @TempDir Path directory;

    /** The JVM is told not to start without the cache, so a start proves that it is used. */
    @Test
    void startsFromTheExtractedJarWithItsCache() {
        Path layout = ImageLayout.ready();
        assertThat(layout.resolve("java.options")).content().contains("-XX:AOTCache=serai.aot");
        assertThat(layout.resolve("config/application.yaml")).exists();

        try (SeraiProcess serai =
                SeraiProcess.in(directory)
                        .asImage()
                        .with("ROUTES_DIR", "./routes")
                        .with("DATABASE_URL", TestPostgres.url(TestPostgres.freshDatabase()))
                        .start()) {
            assertThat(serai.get("/health").body()).contains("\"connected\":true");
            assertThat(serai.createRoom("rtmp").get("streamKey").asText()).isNotEmpty();
            assertThat(serai.logText()).doesNotContain("AOT");
        }
    }
}
