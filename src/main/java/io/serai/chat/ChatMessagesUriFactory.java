package io.serai.chat;

import io.serai.common.NamedUriFactory;
import java.util.Set;

/** What may stand beside {@code chat-messages} in a route file. Camel creates it. */
public final class ChatMessagesUriFactory extends NamedUriFactory {
    public ChatMessagesUriFactory() {
        super(ChatMessagesComponent.SCHEME, Set.of("name"));
    }
}
