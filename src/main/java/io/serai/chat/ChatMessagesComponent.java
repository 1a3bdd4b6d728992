package io.serai.chat;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The Camel component {@code chat-messages:<name>}: each message that was accepted in any chat of
 * this node, for the operator's routes. Not durable: what a route misses, it misses. Thread-safe.
 */
public final class ChatMessagesComponent extends DefaultComponent {
    static final String SCHEME = "chat-messages";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    @Override
    protected Endpoint createEndpoint(
            String uri, String remaining, Map<String, Object> parameters) {
        if (!NAME.matcher(remaining).matches()) {
            throw new IllegalArgumentException(
                    "The name of a chat-messages route is in kebab case, not \""
                            + remaining
                            + "\"");
        }
        return new ChatMessagesEndpoint(uri, this, remaining);
    }

    MessageFeeds feeds() {
        MessageFeeds feeds = getCamelContext().getRegistry().findSingleByType(MessageFeeds.class);
        if (feeds == null) {
            throw new IllegalStateException("There is no chat in this application");
        }
        return feeds;
    }
}
