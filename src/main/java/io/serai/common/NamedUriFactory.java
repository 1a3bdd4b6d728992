package io.serai.common;

import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.support.component.EndpointUriFactorySupport;

/**
 * Lets route files write the name of an endpoint such as {@code stream-events:name} among its
 * parameters. Each component of Serai has one, by {@code
 * META-INF/services/org/apache/camel/urifactory}; Camel creates it.
 */
public abstract class NamedUriFactory extends EndpointUriFactorySupport
        implements EndpointUriFactory {
    private static final String NAME = "name";

    private final String scheme;
    private final Set<String> parameters;

    /**
     * @param parameters all that may be written, {@code name} included
     */
    protected NamedUriFactory(String scheme, Set<String> parameters) {
        this.scheme = scheme;
        this.parameters = Set.copyOf(parameters);
    }

    @Override
    public final boolean isEnabled(String asked) {
        return scheme.equals(asked);
    }

    @Override
    public final String buildUri(String asked, Map<String, Object> properties, boolean encode)
            throws URISyntaxException {
        String syntax = scheme + ":" + NAME;
        Map<String, Object> left = new HashMap<>(properties);
        String path = buildPathParameter(syntax, syntax, NAME, null, true, left);
        return buildQueryParameters(path, left, encode);
    }

    @Override
    public final Set<String> propertyNames() {
        return parameters;
    }

    @Override
    public final Set<String> secretPropertyNames() {
        return Set.of();
    }

    @Override
    public final Map<String, String> multiValuePrefixes() {
        return Map.of();
    }

    @Override
    public final boolean isLenientProperties() {
        return false;
    }
}
