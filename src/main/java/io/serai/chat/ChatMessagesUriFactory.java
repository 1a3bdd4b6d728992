package io.serai.chat;

import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.support.component.EndpointUriFactorySupport;

/** Lets route files write the name among the parameters. Camel creates it. */
public final class ChatMessagesUriFactory extends EndpointUriFactorySupport
        implements EndpointUriFactory {
    private static final String SYNTAX = ChatMessagesComponent.SCHEME + ":name";

    @Override
    public boolean isEnabled(String scheme) {
        return ChatMessagesComponent.SCHEME.equals(scheme);
    }

    @Override
    public String buildUri(String scheme, Map<String, Object> properties, boolean encode)
            throws URISyntaxException {
        Map<String, Object> left = new HashMap<>(properties);
        String path = buildPathParameter(SYNTAX, SYNTAX, "name", null, true, left);
        return buildQueryParameters(path, left, encode);
    }

    @Override
    public Set<String> propertyNames() {
        return Set.of("name");
    }

    @Override
    public Set<String> secretPropertyNames() {
        return Set.of();
    }

    @Override
    public Map<String, String> multiValuePrefixes() {
        return Map.of();
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }
}
