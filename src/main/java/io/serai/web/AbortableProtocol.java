package io.serai.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP connector, which also shows the connection of a request. Tomcat makes it by its
 * name, so it is public. Thread-safe.
 */
public final class AbortableProtocol extends Http11NioProtocol {
    private final DetachableEndpoint endpoint;

    public AbortableProtocol() {
        this(new DetachableEndpoint());
    }

    private AbortableProtocol(DetachableEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    DetachableEndpoint detachable() {
        return endpoint;
    }

    /** The open connection from this address and port. */
    Optional<SocketChannel> connection(InetAddress peer, int port) {
        for (SocketWrapperBase<NioChannel> wrapper : getEndpoint().getConnections()) {
            SocketChannel channel = wrapper.getSocket().getIOChannel();
            if (channel != null && isFrom(channel, peer, port)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }

    private static boolean isFrom(SocketChannel channel, InetAddress peer, int port) {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress from
                    && from.getPort() == port
                    && from.getAddress().equals(peer);
        } catch (IOException closed) {
            return false;
        }
    }
}
