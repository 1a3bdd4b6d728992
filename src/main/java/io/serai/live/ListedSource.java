package io.serai.live;

import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport.Listing;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** A media server that lists who publishes there when it is asked. Thread-safe. */
public final class ListedSource implements OnAirSource {
    private final MediaServer server;
    private final Clock clock;
    private final Function<Instant, Listing> question;
    private final Reachability reachability;

    /**
     * @param kind first part of the event words of its log, as in {@code srs.unreachable}
     * @param question asks now, which is the time given to it; throws if there is no answer
     */
    public ListedSource(
            String kind, MediaServer server, Clock clock, Function<Instant, Listing> question) {
        this.server = server;
        this.clock = clock;
        this.question = question;
        this.reachability =
                new Reachability(LoggerFactory.getLogger(ListedSource.class), kind, server.name());
    }

    @Override
    public MediaServer server() {
        return server;
    }

    @Override
    public OnAirReport report() {
        Instant requestedAt = clock.instant();
        return reachability.ask(() -> question.apply(requestedAt));
    }
}
