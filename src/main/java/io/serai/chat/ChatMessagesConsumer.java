package io.serai.chat;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** Gives each message to its route. Thread-safe. */
final class ChatMessagesConsumer extends DefaultConsumer {
    private final MessageFeeds feeds;
    private final String name;
    private Optional<MessageFeed> feed = Optional.empty();

    ChatMessagesConsumer(ChatMessagesEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.feeds = endpoint.feeds();
        this.name = endpoint.name();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        feed = Optional.of(feeds.open(name, this::handle));
    }

    @Override
    protected void doStop() throws Exception {
        feed.ifPresent(feeds::close);
        feed = Optional.empty();
        super.doStop();
    }

    private void handle(ChatLine line) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(line);
            exchange.setVariable("streamId", line.stream().value());
            exchange.setVariable("userId", line.userId());
            createUoW(exchange);
            try {
                getProcessor().process(exchange);
            } finally {
                doneUoW(exchange);
            }
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
