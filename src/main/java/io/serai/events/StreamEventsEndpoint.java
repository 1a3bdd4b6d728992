package io.serai.events;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One durable subscription; a route may start with it, and only one. */
final class StreamEventsEndpoint extends DefaultEndpoint {
    private final StreamEventsComponent component;
    private final Subscription subscription;
    private final int maxAttempts;
    private final Backoff backoff;
    private final int concurrency;

    StreamEventsEndpoint(
            String uri,
            StreamEventsComponent component,
            Subscription subscription,
            int maxAttempts,
            Backoff backoff,
            int concurrency) {
        super(uri, component);
        this.component = component;
        this.subscription = subscription;
        this.maxAttempts = maxAttempts;
        this.backoff = backoff;
        this.concurrency = concurrency;
        // Refuses bad numbers here, where the error names the endpoint.
        reaction(event -> new Outcome.Succeeded());
    }

    Subscription subscription() {
        return subscription;
    }

    DeliveryWorker worker() {
        return component.worker();
    }

    Reaction reaction(Reaction.Handler handler) {
        return new Reaction(subscription, maxAttempts, backoff, concurrency, handler);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "A route can start with stream-events:"
                        + subscription.name()
                        + " but not send to it");
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        return new StreamEventsConsumer(this, processor);
    }
}
