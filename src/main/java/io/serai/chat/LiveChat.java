package io.serai.chat;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.TooMany;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamId;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Origins;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** How the HTTP edge brings people into chats. Thread-safe. */
@Component
public final class LiveChat {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Hub hub;
    private final Door door;
    private final Origins origins;

    LiveChat(Hub hub, Door door, HubSettings settings) {
        this.hub = hub;
        this.door = door;
        this.origins = Origins.of(settings.allowedOrigins().stream());
    }

    /** Somebody who may enter, as soon as their connection speaks WebSocket. */
    public final class Guest {
        private final Entry entry;

        private Guest(Entry entry) {
            this.entry = entry;
        }

        /**
         * Takes the connection over.
         *
         * @param sent what the client has sent after its request
         */
        public void enter(SocketChannel channel, ByteBuffer sent) {
            hub.open(entry, channel, sent);
        }
    }

    /**
     * Whether the caller of {@code /ws/live/{id}} may enter; may ask the database.
     *
     * @throws io.serai.common.ControlException with the answer in place of the upgrade
     */
    public Guest admit(HttpCall call) {
        StreamId stream = stream(call);
        refuseForeignPages(call);
        Entry entry =
                new Entry(
                        stream,
                        door.admit(stream, call),
                        call.caller().network(),
                        history(call),
                        since(call));
        refuseTheMany(entry);
        hub.prepare(entry);
        return new Guest(entry);
    }

    private static StreamId stream(HttpCall call) {
        return call.pathVariable("id")
                .filter(text -> ID.matcher(text).matches())
                .map(text -> new StreamId(Long.parseLong(text)))
                .orElseThrow(
                        () ->
                                Invalid.coded(
                                        "invalid_stream_id",
                                        "Stream ID must be a valid positive integer"));
    }

    /** A program says no origin, and could say any. */
    private void refuseForeignPages(HttpCall call) {
        boolean foreign =
                !origins.listed().isEmpty()
                        && call.headers()
                                .first("Origin")
                                .filter(origin -> !origins.listed().contains(origin))
                                .isPresent();
        if (foreign) {
            hub.metrics().refused("origin");
            throw new Denied("Pages of this origin may not open chats");
        }
    }

    private int history(HttpCall call) {
        return call.query("history")
                .map(text -> (int) number("history", text, COUNT))
                .map(wanted -> Math.min(wanted, hub.settings().remembered()))
                .orElse(0);
    }

    private static OptionalLong since(HttpCall call) {
        return call.query("since")
                .map(text -> OptionalLong.of(number("since", text, ID)))
                .orElseGet(OptionalLong::empty);
    }

    private static long number(String name, String text, Pattern form) {
        if (!form.matcher(text).matches()) {
            throw Invalid.coded("invalid_params", name + " must be a number");
        }
        return Long.parseLong(text);
    }

    private void refuseTheMany(Entry entry) {
        if (hub.metrics().connections() >= hub.settings().mostConnections()) {
            hub.metrics().refused("full");
            throw new Unavailable("Too many people are in chats", RETRY);
        }
        if (hub.metrics().connections(entry.network()) >= hub.mostPerAddress()) {
            hub.metrics().refused("address");
            throw new TooMany("Too many chats are open from this address", RETRY);
        }
    }
}
