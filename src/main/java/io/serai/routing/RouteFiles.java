package io.serai.routing;

import io.serai.common.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files below the routes folder, in the order in which they are loaded: shared configurations,
 * then the rest by name, then the operator's own.
 *
 * @param routes files that are read
 * @param ignored files that look as if somebody wanted them to be read
 */
record RouteFiles(Path directory, List<Path> routes, List<Path> ignored) {
    private static final String SUFFIX = ".camel.yaml";

    /**
     * @throws StartRefused if the folder does not exist or can't be read
     */
    static RouteFiles in(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new StartRefused(
                    "The folder of route files "
                            + root
                            + " does not exist. Start Serai in its own folder, or name the right"
                            + " one in ROUTES_DIR.");
        }
        List<Path> routes = new ArrayList<>();
        List<Path> ignored = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !hidden(root, file))
                    .sorted(Comparator.comparing((Path file) -> rank(root, file)))
                    .forEach(file -> (isRoute(file) ? routes : ignored).add(file));
        } catch (IOException e) {
            throw new StartRefused(
                    "The folder of route files "
                            + root
                            + " can't be read ("
                            + e.getMessage()
                            + "). Give the user that runs Serai the right to read it.",
                    e);
        }
        ignored.removeIf(file -> file.getFileName().toString().endsWith(".md"));
        return new RouteFiles(root, List.copyOf(routes), List.copyOf(ignored));
    }

    /** The file's name as it is shown to people. */
    String shown(Path file) {
        return directory.getFileName().resolve(directory.relativize(file)).toString();
    }

    private static boolean isRoute(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    private static boolean hidden(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String rank(Path root, Path file) {
        String name = root.relativize(file).toString().replace('\\', '/');
        if (name.startsWith("_config/")) {
            return "0" + name;
        }
        return (name.startsWith("local/") ? "2" : "1") + name;
    }
}
