package io.serai.restream;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The last lines that processes wrote, without secrets; bounded in number and length, whatever is
 * written. Thread-safe.
 */
final class LastLines {
    private static final int MOST = 50;
    private static final int LONGEST = 400;

    private final Deque<String> lines = new ArrayDeque<>(MOST);

    synchronized void add(String line) {
        if (lines.size() == MOST) {
            lines.removeFirst();
        }
        lines.addLast(line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...");
    }

    synchronized List<String> all() {
        return List.copyOf(lines);
    }

    /** Takes these texts out of a line, the longest ones first. */
    static UnaryOperator<String> without(Collection<String> secrets) {
        List<String> ordered =
                secrets.stream()
                        .filter(secret -> !secret.isEmpty())
                        .sorted((a, b) -> b.length() - a.length())
                        .toList();
        return line -> {
            String clean = line;
            for (String secret : ordered) {
                clean = clean.replace(secret, "***");
            }
            return clean.replaceAll("\\p{Cntrl}", " ");
        };
    }
}
