package io.serai.web;

import io.serai.common.http.AddressRanges;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.apache.coyote.ProtocolHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Lets a connection be ended while somebody writes to it. A servlet has no means for that: a write
 * to a browser that does not read waits for the connector's time-out. Thread-safe.
 */
@Component
final class OpenConnections implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final Logger log = LoggerFactory.getLogger(OpenConnections.class);

    private volatile @Nullable ProtocolHandler connector;

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(AbortableProtocol.class.getName());
        factory.addConnectorCustomizers(made -> connector = made.getProtocolHandler());
    }

    /** What ends the request's connection at once, unsent data included. */
    Runnable abortion(HttpServletRequest request) {
        Optional<SocketChannel> connection =
                connector instanceof AbortableProtocol protocol
                        ? AddressRanges.literal(request.getRemoteAddr())
                                .flatMap(peer -> protocol.connection(peer, request.getRemotePort()))
                        : Optional.empty();
        return () -> connection.ifPresent(OpenConnections::abort);
    }

    /** The endpoint, from which an upgraded connection can be taken. */
    Optional<DetachableEndpoint> detachable() {
        return connector instanceof AbortableProtocol protocol
                ? Optional.of(protocol.detachable())
                : Optional.empty();
    }

    /** Only the channel: the rest belongs to the thread that is writing, and it finds out. */
    private static void abort(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            log.debug("http.gone reason={}", e.getMessage());
        }
    }
}
