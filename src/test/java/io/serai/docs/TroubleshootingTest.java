package io.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/troubleshooting.md quotes is what Serai says. */
class TroubleshootingTest {
    private static final Path DOCUMENT = Path.of("docs/troubleshooting.md");
    private static final Pattern LOGGED = Pattern.compile("(?<=Log: |`, )`([a-z]+\\.[a-z.]+)[ `]");
    private static final Pattern SAID = Pattern.compile("Says: `([^`]+)`");
    private static final Pattern REASON = Pattern.compile("reason=(?:\"([^\"]+)\"|([a-z_]+))");

    private final String sources = sources();

    @Test
    void everyQuotedEventIsLogged() throws IOException {
        List<String> quoted = found(LOGGED);
        assertThat(quoted).hasSizeGreaterThan(15).contains("hook.refused", "nginx.unreachable");

        for (String event : quoted) {
            assertThat(logged(event)).as("a line that begins with %s", event).isTrue();
        }
    }

    @Test
    void everyQuotedReasonIsGiven() throws IOException {
        for (String reason : found(REASON)) {
            assertThat(
                            sources.contains(reason)
                                    || sources.contains(reason.toUpperCase(Locale.ROOT)))
                    .as(reason)
                    .isTrue();
        }
    }

    @Test
    void everyQuotedSentenceIsSaid() throws IOException {
        assertThat(found(SAID)).isNotEmpty().allMatch(sources::contains);
    }

    /** As it is, or with a part that is filled in. */
    private boolean logged(String event) {
        String[] parts = event.split("\\.", 2);
        return Stream.of(event, parts[0] + ".{}", "{}." + parts[1])
                .anyMatch(word -> sources.contains("\"" + word + " "));
    }

    private static List<String> found(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(DOCUMENT))
                .results()
                .map(TroubleshootingTest::firstGroup)
                .toList();
    }

    private static String firstGroup(MatchResult match) {
        return match.group(1) != null ? match.group(1) : match.group(2);
    }

    /** Everything, with texts that were cut into lines put together again. */
    private static String sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            String all =
                    files.filter(Files::isRegularFile)
                            .map(TroubleshootingTest::text)
                            .collect(Collectors.joining("\n"));
            return all.replaceAll("\"\\s*\\+\\s*\"", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
