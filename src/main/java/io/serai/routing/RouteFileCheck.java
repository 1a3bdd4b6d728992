package io.serai.routing;

import io.serai.common.StartRefused;
import io.serai.routing.Problems.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the route files before Camel does and tells everything that is wrong at once, with file and
 * line. Camel stops at the first error, names neither, and accepts much that fails only when a
 * message comes. Thread-safe.
 */
final class RouteFileCheck {
    private final RouteSchema schema;
    private final StepCatalogue steps;
    private final Placeholders placeholders;

    RouteFileCheck(RouteSchema schema, StepCatalogue steps, Placeholders placeholders) {
        this.schema = schema;
        this.steps = steps;
        this.placeholders = placeholders;
    }

    /**
     * @throws StartRefused naming every problem, one a line
     */
    void refuseDamaged(RouteFiles files) {
        List<Problem> problems = problems(files);
        if (!problems.isEmpty()) {
            throw new StartRefused(
                    "The route files are not in order, so Serai does not start. Correct these"
                            + " lines:\n"
                            + problems.stream()
                                    .map(problem -> "  " + problem)
                                    .collect(Collectors.joining("\n")));
        }
    }

    List<Problem> problems(RouteFiles files) {
        Problems problems = new Problems();
        List<Yaml> entries = new ArrayList<>();
        for (Path file : files.routes()) {
            Problems own = new Problems();
            List<Yaml> found = new YamlReader(files.shown(file), own).read(file);
            if (own.isEmpty()) {
                schema.check(found, own);
            }
            entries.addAll(found);
            own.list()
                    .forEach(
                            problem ->
                                    problems.add(
                                            new Place(problem.file(), problem.line()),
                                            problem.rule(),
                                            problem.what()));
        }
        FormRules form = new FormRules(problems);
        StepRules calls = new StepRules(steps, problems);
        PlaceholderRules values = new PlaceholderRules(placeholders, problems);
        for (Yaml entry : entries) {
            form.check(entry);
            calls.check(entry);
            values.check(entry);
        }
        RouteModel model = RouteModel.of(entries);
        new RouteRules(model, problems).check();
        new ComponentRules(values, problems).check(model);
        new RestTypeRules(problems).check(model.rests());
        return problems.list();
    }
}
