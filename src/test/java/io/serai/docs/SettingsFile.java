package io.serai.docs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code config/application.yaml} with its comments, which no YAML reader keeps in their places. It
 * understands what that file uses: nested keys, values on one line, one list of maps.
 */
final class SettingsFile {
    private static final Pattern KEY =
            Pattern.compile("( *)(- )?\"?([\\[\\]A-Za-z0-9._-]+)\"?:(?: (.+))?");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^${}:]+)(?::([^${}]*))?}");

    /**
     * One setting.
     *
     * @param variables names of the environment variables that set it, the first one wins
     * @param byDefault its value when none of them is set
     */
    record Setting(String key, Set<String> variables, String byDefault, String comment) {}

    private record Level(int indent, String name, String comment) {}

    private final Deque<Level> levels = new ArrayDeque<>();
    private final List<Setting> settings = new ArrayList<>();
    private final List<String> comment = new ArrayList<>();
    private int item = -1;

    private SettingsFile() {}

    /** The settings in the order of the file. */
    static List<Setting> read(String text) {
        SettingsFile file = new SettingsFile();
        text.lines().forEach(file::line);
        return file.settings;
    }

    private void line(String line) {
        if (line.isBlank()) {
            comment.clear();
        } else if (line.strip().startsWith("#")) {
            comment.add(line.strip().substring(1));
        } else {
            Matcher key = KEY.matcher(line);
            if (!key.matches()) {
                throw new IllegalArgumentException("config/application.yaml: " + line);
            }
            boolean newItem = key.group(2) != null;
            int indent = key.group(1).length() + (newItem ? 2 : 0);
            item = newItem ? item + 1 : item;
            key(indent, newItem, key.group(3), Optional.ofNullable(key.group(4)));
            comment.clear();
        }
    }

    private void key(int indent, boolean newItem, String name, Optional<String> value) {
        int level = newItem ? indent - 1 : indent;
        while (!levels.isEmpty() && levels.peek().indent() >= level) {
            if (levels.pop().name().startsWith("[") && !newItem) {
                item = -1;
            }
        }
        if (newItem) {
            levels.push(new Level(indent - 1, "[" + item + "]", ""));
        }
        String said = String.join("\n", comment.stream().map(SettingsFile::unspace).toList());
        if (value.isEmpty()) {
            levels.push(new Level(indent, name, said));
            return;
        }
        settings.add(
                new Setting(
                        path(name),
                        variables(value.get()),
                        resolved(unquote(value.get())),
                        said.isEmpty() ? inherited(newItem) : said));
    }

    /** What stands above a group holds for its first setting, the others have their own. */
    private String inherited(boolean newItem) {
        return levels.stream()
                .limit(newItem ? 2 : 1)
                .map(Level::comment)
                .filter(said -> !said.isEmpty())
                .findFirst()
                .orElse("");
    }

    private String path(String name) {
        StringBuilder path = new StringBuilder();
        levels.descendingIterator()
                .forEachRemaining(
                        level ->
                                path.append(level.name().startsWith("[") ? "" : ".")
                                        .append(level.name()));
        return path.append('.').append(name).substring(1);
    }

    private static Set<String> variables(String value) {
        Set<String> names = new LinkedHashSet<>();
        Matcher variable = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)").matcher(value);
        while (variable.find()) {
            names.add(variable.group(1));
        }
        return names;
    }

    private static String resolved(String value) {
        Matcher inner = PLACEHOLDER.matcher(value);
        return inner.find()
                ? resolved(
                        inner.replaceFirst(
                                Matcher.quoteReplacement(
                                        Optional.ofNullable(inner.group(2)).orElse(""))))
                : value;
    }

    private static String unquote(String value) {
        return value.replaceAll("^([\"'])(.*)\\1$", "$2");
    }

    private static String unspace(String line) {
        return line.startsWith(" ") ? line.substring(1) : line;
    }
}
