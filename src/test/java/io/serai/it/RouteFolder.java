package io.serai.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The shipped routes, for tests that change some of them. */
final class RouteFolder {
    private static final Path SHIPPED = Path.of("routes");

    private RouteFolder() {}

    /** Copies them into the directory and answers where they are now. */
    static Path copyInto(Path directory) throws IOException {
        Path target = directory.resolve("routes");
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(SHIPPED.relativize(file).toString()));
            }
        }
        return target;
    }
}
