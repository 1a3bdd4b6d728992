package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledFfmpegTest {
    @Test
    void unpacksAProgramOnceWithWhatRestreamsNeed(@TempDir Path directory) throws Exception {
        BundledFfmpeg bundled = new BundledFfmpeg(directory.resolve("ffmpeg"));

        Optional<Path> program = bundled.unpack();

        // The machine may lack the libraries that this build wants; then it is not offered.
        Path file = directory.resolve("ffmpeg/ffmpeg");
        assertThat(file).isExecutable();
        Optional<String> protocols = Sandbox.output(file.toString(), "-hide_banner", "-protocols");
        assertThat(program.isPresent()).isEqualTo(protocols.isPresent());
        protocols.ifPresent(
                text ->
                        assertThat(text.lines().map(String::strip))
                                .contains("rtmp", "rtmps", "srt", "tls"));
        try (Stream<Path> files = Files.list(file.getParent())) {
            List<String> names = files.map(one -> one.getFileName().toString()).toList();
            assertThat(names).noneMatch(name -> name.startsWith("libjni"));
        }
        Object made = Files.getLastModifiedTime(file);
        bundled.unpack();
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(made);
    }
}
