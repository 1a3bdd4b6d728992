package io.serai.web;

import io.serai.chat.LiveChat;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an upgraded connection from Tomcat to the chat. Tomcat makes it by its name, so it is
 * public; each is used once.
 */
public final class ChatHandover implements InternalHttpUpgradeHandler {
    private static final Logger log = LoggerFactory.getLogger(ChatHandover.class);

    /** Tomcat reads no more than this ahead. */
    private static final int READ_AHEAD = 16 * 1024;

    private @Nullable DetachableEndpoint endpoint;
    private LiveChat.@Nullable Guest guest;
    private @Nullable SocketWrapperBase<?> wrapper;

    void prepare(DetachableEndpoint from, LiveChat.Guest whose) {
        endpoint = from;
        guest = whose;
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> socket) {
        wrapper = socket;
    }

    /** The answer has been sent; nothing of the new protocol yet. */
    @Override
    public void init(WebConnection connection) {
        SocketWrapperBase<?> socket = wrapper;
        if (endpoint == null || guest == null || socket == null) {
            return;
        }
        try {
            socket.flush(true);
            ByteBuffer sent = ByteBuffer.allocate(READ_AHEAD);
            if (socket.read(false, sent) >= 0) {
                Optional<SocketChannel> channel = endpoint.detach(socket);
                if (channel.isPresent()) {
                    guest.enter(channel.get(), sent.flip());
                }
            }
        } catch (IOException e) {
            log.debug("chat.gone reason={}", e.getMessage());
        }
    }

    /** Tomcat is done with it, whether it was handed over or not. */
    @Override
    public SocketState upgradeDispatch(SocketEvent status) {
        return SocketState.CLOSED;
    }

    @Override
    public void timeoutAsync(long now) {}

    @Override
    public void setSslSupport(@Nullable SSLSupport sslSupport) {}

    @Override
    public void pause() {}

    @Override
    public void destroy() {}
}
