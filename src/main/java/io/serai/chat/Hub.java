package io.serai.chat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serai.common.StreamId;
import io.serai.common.http.RateLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** All rooms of this node, and the loops that serve their connections. Thread-safe. */
@Component
final class Hub implements Rooms, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Hub.class);

    /** A room with more members than this uses every loop. */
    private static final int LOOP_SHARE = 128;

    private static final Duration GOODBYES = Duration.ofMillis(800);

    private final ConcurrentHashMap<StreamId, Room> rooms = new ConcurrentHashMap<>();
    private final List<Loop> loops = new ArrayList<>();
    private final HubSettings settings;
    private final ChatRules rules;
    private final List<ChatListener> listeners;
    private final ChatHistory history;
    private final MessageIds ids;
    private final HubMetrics metrics;
    private final RateLimits limits;
    private final Clock clock;
    private volatile ScheduledThreadPoolExecutor timer = timer();
    private volatile boolean running;

    Hub(
            HubSettings settings,
            ChatRules rules,
            List<ChatListener> listeners,
            ChatHistory history,
            MessageIds.Blocks blocks,
            RateLimits limits,
            MeterRegistry registry,
            Clock clock) {
        this.settings = settings;
        this.rules = rules;
        this.listeners = List.copyOf(listeners);
        this.history = history;
        this.ids = new MessageIds(blocks);
        this.limits = limits;
        this.clock = clock;
        this.metrics = new HubMetrics(registry);
        Gauge.builder("serai.chat.rooms", rooms, Map::size)
                .description("Rooms of chats that are remembered")
                .register(registry);
    }

    private static ScheduledThreadPoolExecutor timer() {
        var executor =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("chat-timer").daemon().factory());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    HubSettings settings() {
        return settings;
    }

    HubMetrics metrics() {
        return metrics;
    }

    /** Whether callers are limited at all. */
    boolean limited() {
        return limits.on();
    }

    int mostPerAddress() {
        return limited() ? settings.mostPerAddress() : Integer.MAX_VALUE;
    }

    int loopShare() {
        return LOOP_SHARE;
    }

    Instant now() {
        return clock.instant();
    }

    long nextId() {
        return ids.next();
    }

    Judgement judge(StreamId stream, Member author, String content, Instant now) {
        return rules.judge(stream, author, content, now);
    }

    void said(ChatMessage message) {
        metrics.accepted();
        for (ChatListener listener : listeners) {
            listener.said(message);
        }
    }

    /** Does something on a thread of its own, which must not wait for anything. */
    void later(Duration delay, Runnable what) {
        if (running) {
            timer.schedule(what, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Reads what was said before, if somebody wants to see it; may ask the database. */
    void prepare(Entry entry) {
        if (!entry.wantsPast()) {
            return;
        }
        Room room = room(entry.stream());
        room.readOlder(() -> older(entry.stream()));
    }

    private Optional<List<ChatMessage>> older(StreamId stream) {
        try {
            return Optional.of(history.last(stream, settings.remembered() + 1));
        } catch (DataAccessException | TransactionException e) {
            log.warn("chat.no-history stream={} reason={}", stream, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Serves a connection from now on.
     *
     * @param sent what its client has said already
     */
    void open(Entry entry, SocketChannel channel, ByteBuffer sent) {
        if (!running || !metrics.opened(entry.network(), mostPerAddress())) {
            metrics.refused(running ? "address" : "stopping");
            close(channel);
            return;
        }
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(
                    StandardSocketOptions.SO_SNDBUF, (int) settings.sendBuffer().toBytes());
        } catch (IOException e) {
            log.debug("chat.gone reason={}", e.getMessage());
        }
        Connection one = enter(entry, channel);
        one.slice().loop().open(one, sent);
    }

    /** A room may be closed at the moment in which somebody comes; then there is another one. */
    private Connection enter(Entry entry, SocketChannel channel) {
        while (true) {
            Room room = room(entry.stream());
            Pace pace = new Pace(settings, limited());
            Connection one = new Connection(channel, room, room.slice(), entry, pace);
            if (room.enter(one, entry)) {
                return one;
            }
            rooms.remove(entry.stream(), room);
        }
    }

    private static void close(SocketChannel channel) {
        try (channel) {
            channel.write(
                    ByteBuffer.wrap(ServerFrame.close(CloseCode.POLICY, "No more connections")));
        } catch (IOException e) {
            log.debug("chat.gone reason={}", e.getMessage());
        }
    }

    private Room room(StreamId stream) {
        return rooms.computeIfAbsent(stream, id -> new Room(id, this, loops));
    }

    private void with(StreamId stream, Consumer<Room> what) {
        Room room = rooms.get(stream);
        if (room != null) {
            what.accept(room);
        }
    }

    @Override
    public void delete(StreamId stream, long message) {
        with(stream, room -> room.delete(message));
    }

    @Override
    public void eraseUser(StreamId stream, String userId) {
        with(stream, room -> room.eraseUser(userId));
    }

    @Override
    public void expel(StreamId stream, Predicate<Member> who, String reason) {
        with(stream, room -> room.expel(who, reason));
    }

    @Override
    public void announce(StreamId stream, String type, Map<String, Object> fields) {
        with(stream, room -> room.announce(type, fields));
    }

    @Override
    public void say(StreamId stream, String username, String content) {
        with(stream, room -> room.say(username, content));
    }

    @Override
    public Set<StreamId> open() {
        return viewers().keySet();
    }

    /** How many connections a room has. */
    int viewers(StreamId stream) {
        Room room = rooms.get(stream);
        return room == null ? 0 : room.count();
    }

    /** How many connections each room has that somebody is in. */
    Map<StreamId, Integer> viewers() {
        Map<StreamId, Integer> viewers = new HashMap<>();
        rooms.forEach(
                (stream, room) -> {
                    int count = room.count();
                    if (count > 0) {
                        viewers.put(stream, count);
                    }
                });
        return viewers;
    }

    private void retireRooms() {
        rooms.values().removeIf(room -> room.retire(settings.roomLinger()));
    }

    @Override
    public void start() {
        ids.start();
        try {
            for (int i = 1; i <= settings.loops(); i++) {
                loops.add(new Loop(i, metrics));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loops.forEach(Loop::start);
        timer.scheduleWithFixedDelay(this::retireRooms, 5, 5, TimeUnit.SECONDS);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
        loops.forEach(Loop::stop);
        try {
            for (Loop loop : loops) {
                loop.join(GOODBYES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the web server begins to wait, starts before it opens its port. */
    @Override
    public int getPhase() {
        return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE + 1;
    }
}
