package io.serai.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The Camel component {@code stream-events:<name>?types=stream.live,stream.ended}: a durable
 * subscription to events, for reactions. Thread-safe.
 *
 * <p>Parameters: {@code types}, separated by commas; {@code maxAttempts}, 10 by default, after
 * which a delivery is parked; {@code backoff}, 2s by default, the wait after the first failed
 * attempt, which doubles up to 10 minutes; {@code concurrency}, 4 by default: streams that are
 * worked on at the same time by each node.
 */
public final class StreamEventsComponent extends DefaultComponent {
    static final String SCHEME = "stream-events";

    @Override
    protected Endpoint createEndpoint(
            String uri, String remaining, Map<String, Object> parameters) {
        String types = getAndRemoveParameter(parameters, "types", String.class, "");
        Subscription subscription = new Subscription(remaining, split(types));
        String backoff = getAndRemoveParameter(parameters, "backoff", String.class, "2s");
        return new StreamEventsEndpoint(
                uri,
                this,
                subscription,
                number(parameters, "maxAttempts", 10),
                new Backoff(duration(backoff)),
                number(parameters, "concurrency", 4));
    }

    private Duration duration(String text) {
        try {
            return getCamelContext().getTypeConverter().mandatoryConvertTo(Duration.class, text);
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "backoff is a time like \"2s\" or \"500ms\", not \"" + text + "\"", e);
        }
    }

    private int number(Map<String, Object> parameters, String name, int otherwise) {
        String text =
                getAndRemoveParameter(parameters, name, String.class, Integer.toString(otherwise));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is a number, not \"" + text + "\"", e);
        }
    }

    private static Set<String> split(String types) {
        return Arrays.stream(types.split(","))
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    DeliveryWorker worker() {
        DeliveryWorker worker =
                getCamelContext().getRegistry().findSingleByType(DeliveryWorker.class);
        if (worker == null) {
            throw new IllegalStateException("There is no event log in this application");
        }
        return worker;
    }
}
