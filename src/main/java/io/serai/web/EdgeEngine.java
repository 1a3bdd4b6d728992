package io.serai.web;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.stereotype.Component;

/**
 * Puts our own consumer before every route that is entered by HTTP. Takes the place of the engine
 * that Camel would configure by itself.
 */
@Component("platform-http-engine")
final class EdgeEngine extends SpringBootPlatformHttpEngine {
    private final RequestReader reader;

    EdgeEngine(ServerProperties server, RequestReader reader) {
        super(server.getPort() == null ? 8080 : server.getPort());
        this.reader = reader;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new EdgeConsumer(endpoint, processor, reader);
    }
}
