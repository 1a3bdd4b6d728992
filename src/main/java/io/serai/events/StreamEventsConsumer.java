package io.serai.events;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/**
 * Gives each delivery to its route, and judges by the exchange whether it was handled. Thread-safe.
 *
 * <p>Failed is: an error that came through; an error that an {@code onException} handled, for an
 * error configuration can't know that the event is safe; a rollback, also a marked one. Handled is:
 * everything else, also an error that the route itself caught ({@code doTry}) or went on after
 * ({@code continued}): there the route says that the event is dealt with.
 */
final class StreamEventsConsumer extends DefaultConsumer {
    private final DeliveryWorker worker;
    private final Reaction reaction;

    StreamEventsConsumer(StreamEventsEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.worker = endpoint.worker();
        this.reaction = endpoint.reaction(this::handle);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        worker.join(reaction);
    }

    @Override
    protected void doStop() throws Exception {
        if (getEndpoint().getCamelContext().isStopping()) {
            worker.leaveAll();
        }
        worker.leave(reaction);
        super.doStop();
    }

    private Outcome handle(StreamEvent event) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(event);
            exchange.setVariable("streamId", event.stream().value());
            exchange.setVariable("eventType", event.type());
            exchange.setVariable("replayed", event.replayed());
            exchange.setVariable("attempt", event.attempt());
            createUoW(exchange);
            try {
                getProcessor().process(exchange);
            } finally {
                doneUoW(exchange);
            }
            return outcome(exchange);
        } catch (Exception e) {
            return Outcome.of(e);
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private static Outcome outcome(Exchange exchange) {
        if (exchange.getException() != null) {
            return Outcome.of(exchange.getException());
        }
        // Unset, and not readable, where no error handler had anything to do.
        if (exchange.getExchangeExtension().isErrorHandlerHandledSet()
                && exchange.getExchangeExtension().isErrorHandlerHandled()) {
            Throwable caught =
                    exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
            return caught == null
                    ? new Outcome.Failed("An error configuration handled an error")
                    : Outcome.of(caught);
        }
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            return new Outcome.Failed("The route marked the message for rollback");
        }
        return new Outcome.Succeeded();
    }
}
