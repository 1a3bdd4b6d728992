package io.serai.web;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Tomcat's endpoint, which can give a connection away. Thread-safe. */
final class DetachableEndpoint extends NioEndpoint {
    /**
     * Takes a connection out of Tomcat, at an upgrade: Tomcat neither waits for it nor counts nor
     * closes it any more, and what it holds for it goes to the next connection as soon as the
     * upgrade's handler ends. Nothing may be left in its buffers.
     *
     * @return empty if the connection has been closed, or has TLS, of which only Tomcat knows
     * @see <a href="../../../../../../docs/decisions/0015-chats-leave-tomcat.md">why</a>
     */
    Optional<SocketChannel> detach(SocketWrapperBase<?> wrapper) throws IOException {
        if (!(wrapper instanceof NioSocketWrapper open)
                || open.getSocket() instanceof SecureNioChannel) {
            return Optional.empty();
        }
        NioChannel socket = open.getSocket();
        SocketChannel channel = socket.getIOChannel();
        if (channel == null || !channel.isOpen()) {
            return Optional.empty();
        }
        // In its place stands a channel that is closed already.
        SocketChannel nothing = SocketChannel.open();
        nothing.close();
        socket.reset(nothing, open);
        connections.remove(channel);
        SelectionKey key = channel.keyFor(getPoller().getSelector());
        if (key != null) {
            key.cancel();
        }
        return Optional.of(channel);
    }
}
