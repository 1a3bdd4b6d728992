package io.serai.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong while the files are checked. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(Place place, String rule, String what) {
        found.add(new Problem(place.file(), place.line(), rule, what));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of files and lines. */
    List<Problem> list() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                .toList();
    }

    /** Where in which file. */
    record Place(String file, int line) {}
}
