package io.serai.chat;

import io.serai.common.StreamId;
import io.serai.live.Watching;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Writes down how many are in each chat, all in one statement; once more when a chat is empty.
 * Thread-safe.
 */
@Component
final class Headcount implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Headcount.class);

    private final Hub hub;
    private final Watching watching;
    private final HubSettings settings;
    private final Map<StreamId, Integer> written = new HashMap<>();
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});
    private volatile boolean running;
    private boolean away;

    Headcount(Hub hub, Watching watching, HubSettings settings) {
        this.hub = hub;
        this.watching = watching;
        this.settings = settings;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("chat-headcount").start(this::work);
    }

    private void work() {
        try {
            while (running) {
                Thread.sleep(settings.writeViewers());
                write();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        Map<StreamId, Integer> now = hub.viewers();
        Map<StreamId, Integer> changed = new HashMap<>(now);
        written.keySet().forEach(stream -> changed.putIfAbsent(stream, 0));
        try {
            if (!changed.isEmpty()) {
                watching.write(changed);
            }
            written.clear();
            written.putAll(now);
            away = false;
        } catch (DataAccessException | TransactionException e) {
            if (!away) {
                log.warn("chat.viewers-not-written reason=\"{}\"", e.getMessage());
            }
            away = true;
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
