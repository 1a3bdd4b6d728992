package io.serai.chat;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** The messages of all chats; a route may start with them. */
final class ChatMessagesEndpoint extends DefaultEndpoint {
    private final ChatMessagesComponent component;
    private final String name;

    ChatMessagesEndpoint(String uri, ChatMessagesComponent component, String name) {
        super(uri, component);
        this.component = component;
        this.name = name;
    }

    String name() {
        return name;
    }

    MessageFeeds feeds() {
        return component.feeds();
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "A route can start with chat-messages:" + name + " but not send to it");
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        return new ChatMessagesConsumer(this, processor);
    }
}
