package io.serai.kafka;

import io.serai.common.PublicAddresses;
import io.serai.common.Step;
import io.serai.common.http.Json;
import io.serai.events.GiveUp;
import io.serai.events.RetryLater;
import io.serai.events.StreamEvent;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.springframework.stereotype.Component;

/**
 * What the route to Kafka calls. Whatever the broker's fault is, events wait for it and are never
 * parked, because those behind them would overtake. Thread-safe.
 */
@Component("kafka")
public final class KafkaSteps {
    private static final int LONGEST_REASON = 200;

    private final KafkaSettings settings;
    private final PublicAddresses addresses;
    private final Broker broker;

    KafkaSteps(KafkaSettings settings, PublicAddresses addresses, Broker broker) {
        this.settings = settings;
        this.addresses = addresses;
        this.broker = broker;
    }

    /** Whether the reaction runs; read by its route's autoStartup. */
    public boolean enabled() {
        return settings.configured();
    }

    /**
     * The event as JSON of CloudEvents.
     *
     * @throws RetryLater while the broker is away
     */
    @Step
    public String toCloudEvent(@Body StreamEvent event) {
        broker.admit();
        return Json.text(CloudEvent.of(event, settings.source(), addresses.base()));
    }

    /** The broker has the event on all replicas that are in sync. */
    @Step
    public void taken() {
        broker.took();
    }

    /**
     * Nobody knows whether the broker has it; it will be sent again.
     *
     * @throws GiveUp if no broker will ever take this one
     * @throws RetryLater otherwise
     */
    @Step
    public void notTaken(@ExchangeException Exception error) {
        Throwable cause = cause(error);
        if (cause instanceof RecordTooLargeException || cause instanceof SerializationException) {
            throw new GiveUp("Kafka can't hold this event: " + text(cause));
        }
        String reason = text(cause);
        throw new RetryLater("Kafka did not take it: " + reason, broker.failed(reason));
    }

    /** What Kafka's client says lies below what Camel and futures wrap around it. */
    private static Throwable cause(Throwable error) {
        Throwable each = error;
        while (each.getCause() != null && each.getCause() != each) {
            each = each.getCause();
        }
        return each;
    }

    private static String text(Throwable cause) {
        // Kafka's own messages name topics and brokers; a login's may quote its configuration.
        String message =
                cause.getClass().getName().startsWith("org.apache.kafka.common.errors.")
                        ? Optional.ofNullable(cause.getMessage()).orElse("")
                        : "";
        String text = cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
        String line = text.replaceAll("\\s+", " ").replace('"', '\'');
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
    }
}
