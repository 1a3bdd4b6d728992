package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about the files of this repository. */
class RepositoryRulesTest {
    private static final int LONGEST_FILE = 400;
    private static final Path MAIN = Path.of("src/main/java/io/serai");
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Path SETTINGS = Path.of("config/application.yaml");
    private static final Path VARIABLES = Path.of(".env.example");

    private static final Pattern VARIABLE_IN_SETTINGS = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Pattern VARIABLE_IN_EXAMPLE =
            Pattern.compile("(?m)^(?:# ?)?([A-Z][A-Z0-9_]*)=");
    private static final Pattern FEATURE =
            Pattern.compile("(?:V\\d+|afterMigrate)__([a-z]+)_.*\\.sql");
    private static final Pattern CREATED = Pattern.compile("(?m)^CREATE TABLE (\\w+)");
    private static final Pattern WRITTEN =
            Pattern.compile("(?:INSERT INTO|(?<!FOR )UPDATE|DELETE FROM)\\s+(\\w+)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

    @Test
    void everyPackageIsNullMarked() throws IOException {
        for (Path directory : find(MAIN, Files::isDirectory)) {
            assertThat(directory.resolve("package-info.java")).content().contains("@NullMarked");
        }
    }

    @Test
    void noFileIsTooLong() throws IOException {
        List<Path> files = new ArrayList<>(find(Path.of("src/main"), Files::isRegularFile));
        files.addAll(find(Path.of("routes"), Files::isRegularFile));

        for (Path file : files) {
            assertThat(Files.readAllLines(file))
                    .as("lines of %s", file)
                    .hasSizeLessThan(LONGEST_FILE + 1);
        }
    }

    @Test
    void everyVariableIsInTheExampleAndTheOtherWayRound() throws IOException {
        assertThat(all(VARIABLE_IN_EXAMPLE, Files.readString(VARIABLES)))
                .isEqualTo(all(VARIABLE_IN_SETTINGS, Files.readString(SETTINGS)));
    }

    @Test
    void aTableIsWrittenByThePackageThatOwnsIt() throws IOException {
        Map<String, String> owners = new TreeMap<>();
        for (Path migration : find(MIGRATIONS, Files::isRegularFile)) {
            Matcher feature = FEATURE.matcher(migration.getFileName().toString());
            assertThat(feature.matches())
                    .as("%s is named V<nn>__ or afterMigrate__<feature>_<what>.sql", migration)
                    .isTrue();
            all(CREATED, Files.readString(migration))
                    .forEach(table -> owners.put(table, feature.group(1)));
        }

        for (Path file : find(MAIN, path -> path.toString().endsWith("Repository.java"))) {
            String writer = MAIN.relativize(file).getName(0).toString();
            for (String table : all(WRITTEN, Files.readString(file))) {
                if (owners.containsKey(table)) {
                    assertThat(writer)
                            .as("who writes %s, in %s", table, file)
                            .isEqualTo(owners.get(table));
                }
            }
        }
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() throws IOException {
        List<Path> documents = new ArrayList<>(find(Path.of("docs"), Files::isRegularFile));
        documents.addAll(find(Path.of("routes"), path -> path.toString().endsWith(".md")));
        documents.addAll(
                List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")));

        for (Path document : documents) {
            for (String link : all(LINK, Files.readString(document))) {
                assertThat(document.resolveSibling(link).normalize())
                        .as("link in %s", document)
                        .exists();
            }
        }
    }

    private static List<Path> find(Path root, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(wanted).sorted().toList();
        }
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
