package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Asks a media server and logs when it stops answering and when it answers again, once each.
 * Thread-safe.
 */
public final class Reachability {
    private final Logger log;
    private final String kind;
    private final String server;
    private final AtomicBoolean reachable = new AtomicBoolean(true);

    /**
     * @param kind first part of the event word, as in {@code srs.unreachable}
     * @param server its name in the configuration
     */
    public Reachability(Logger log, String kind, String server) {
        this.log = log;
        this.kind = kind;
        this.server = server;
    }

    /** The answer, or whatever exception the question ended with as {@code Unknown}. */
    public OnAirReport ask(Supplier<OnAirReport.Listing> question) {
        try {
            OnAirReport.Listing listing = question.get();
            if (reachable.compareAndSet(false, true)) {
                log.info("{}.reachable server={}", kind, server);
            }
            return listing;
        } catch (Unavailable e) {
            if (reachable.compareAndSet(true, false)) {
                log.warn("{}.unreachable server={} reason=\"{}\"", kind, server, e.getMessage());
            }
            return new OnAirReport.Unknown(e.getMessage());
        } catch (RuntimeException e) {
            if (reachable.compareAndSet(true, false)) {
                log.error("{}.unreachable server={} reason=unexpected", kind, server, e);
            }
            return new OnAirReport.Unknown("unexpected " + e.getClass().getSimpleName());
        }
    }
}
