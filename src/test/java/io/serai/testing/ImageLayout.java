package io.serai.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/**
 * What {@code bin/image-layout} makes of the packaged jar, once for each build: a process starts
 * from it with a quarter of the work. Read-only; tests share it. Thread-safe.
 */
public final class ImageLayout {
    private static final Path JAR = Path.of("target", "serai.jar").toAbsolutePath();
    private static final Path LAYOUTS = Path.of("target", "image-layouts").toAbsolutePath();
    private static final Path LOCK = Path.of("target", "image-layouts.lock").toAbsolutePath();
    private static final long LIMIT_MINUTES = 5;

    private ImageLayout() {}

    /**
     * Made by the first who asks, in whichever JVM of the tests; its folder must be the working
     * directory of whoever starts it.
     */
    public static synchronized Path ready() {
        try (FileChannel one = FileChannel.open(LOCK, CREATE, WRITE);
                FileLock _ = one.lock()) {
            Path layout = LAYOUTS.resolve(digest());
            if (Files.notExists(layout)) {
                FileSystemUtils.deleteRecursively(LAYOUTS);
                Files.createDirectories(LAYOUTS);
                Path draft = LAYOUTS.resolve("draft");
                make(draft);
                Files.move(draft, layout, StandardCopyOption.ATOMIC_MOVE);
            }
            return layout;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void make(Path layout) throws IOException {
        Path log = layout.resolveSibling("image-layout.log");
        ProcessBuilder builder =
                new ProcessBuilder("bin/image-layout", JAR.toString(), layout.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("No image layout:\n" + Files.readString(log));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } finally {
            process.destroy();
        }
    }

    private static String digest() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : List.of(JAR, Path.of("bin", "image-layout"))) {
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
