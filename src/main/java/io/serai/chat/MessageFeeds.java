package io.serai.chat;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Gives each accepted message to every route that wants them. Thread-safe. */
@Component
@Order(2)
final class MessageFeeds implements ChatListener {
    private final List<MessageFeed> feeds = new CopyOnWriteArrayList<>();
    private final ModerationSettings settings;
    private final MeterRegistry metrics;

    MessageFeeds(ModerationSettings settings, MeterRegistry metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    /** A feed that gets messages from now on. */
    MessageFeed open(String name, MessageFeed.Handler handler) {
        MessageFeed feed =
                new MessageFeed(
                        name, settings.routeWaiting(), settings.routeLimit(), handler, metrics);
        feed.start();
        feeds.add(feed);
        return feed;
    }

    /** The feed gets no more messages; what waits in it is dropped. */
    void close(MessageFeed feed) {
        feeds.remove(feed);
        feed.stop();
    }

    @Override
    public void said(ChatMessage message) {
        for (MessageFeed feed : feeds) {
            feed.offer(message);
        }
    }
}
