package io.serai.routing;

import io.serai.routing.Problems.Place;
import io.serai.routing.RouteModel.Endpoint;
import io.serai.routing.RouteModel.Route;
import java.text.ParseException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.CronExpression;

/** What some components need besides their schema: schedules by cron, and SQL. */
final class ComponentRules {
    private static final String SCHEDULE = "schedule";
    private static final String READ_ONLY = "readOnlyPool";

    private final PlaceholderRules placeholders;
    private final Problems problems;

    ComponentRules(PlaceholderRules placeholders, Problems problems) {
        this.placeholders = placeholders;
        this.problems = problems;
    }

    void check(RouteModel model) {
        Map<String, Place> taken = new HashMap<>();
        for (Route route : model.routes()) {
            boolean quartz =
                    route.from().map(Endpoint::scheme).filter("quartz"::equals).isPresent();
            if (quartz) {
                schedule(route.yaml().fields("from").orElseThrow(), taken);
            }
            sql(route.yaml());
        }
    }

    private void schedule(Yaml.Fields from, Map<String, Place> taken) {
        Optional<Yaml.Fields> parameters = from.fields("parameters");
        for (String key : List.of("groupName", "triggerName", "cron")) {
            if (parameters.flatMap(all -> all.text(key)).isEmpty()) {
                problems.add(
                        from.at("uri"),
                        SCHEDULE,
                        "quartz needs \"" + key + "\" among its parameters. Add it.");
            }
        }
        parameters.ifPresent(
                all -> {
                    all.text("cron").ifPresent(cron -> cron(all.at("cron"), cron));
                    name(all, taken);
                });
    }

    private void name(Yaml.Fields parameters, Map<String, Place> taken) {
        String name =
                parameters.text("groupName").orElse("")
                        + "/"
                        + parameters.text("triggerName").orElse("");
        Place first = taken.putIfAbsent(name, parameters.at("triggerName"));
        if (first != null) {
            problems.add(
                    parameters.at("triggerName"),
                    SCHEDULE,
                    "The trigger "
                            + name
                            + " is taken in "
                            + first.file()
                            + ":"
                            + first.line()
                            + ". Choose another triggerName.");
        }
    }

    private void cron(Place place, String written) {
        // As the component does it.
        String cron = placeholders.resolve(written).replace('+', ' ');
        String wrong;
        try {
            boolean fires = new CronExpression(cron).getNextValidTimeAfter(new Date()) != null;
            wrong = fires ? "" : "its time is over";
        } catch (ParseException | RuntimeException e) {
            wrong = String.valueOf(e.getMessage());
        }
        if (!wrong.isEmpty()) {
            problems.add(
                    place,
                    SCHEDULE,
                    "cron \""
                            + cron
                            + "\" is no schedule ("
                            + wrong
                            + "). Write second, minute, hour, day, month and weekday, one of the"
                            + " days as ?, such as 0 0/15 * * * ?.");
        }
    }

    private void sql(Yaml value) {
        if (value instanceof Yaml.Fields fields
                && fields.text("uri").filter("jdbc"::equals).isPresent()) {
            boolean readOnly =
                    fields.fields("parameters")
                            .flatMap(all -> all.text("dataSourceName"))
                            .filter(READ_ONLY::equals)
                            .isPresent();
            if (!readOnly) {
                problems.add(
                        fields.at("uri"),
                        "sql",
                        "SQL in a route only reads. Write \"dataSourceName: "
                                + READ_ONLY
                                + "\" among the parameters of jdbc.");
            }
        }
        value.children().forEach(this::sql);
    }
}
