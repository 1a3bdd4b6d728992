package io.serai.live;

import java.time.Instant;
import java.util.List;

/** What a media server says about who publishes there. */
public sealed interface OnAirReport {
    /** Nothing is known; nothing may be concluded. */
    record Unknown(String reason) implements OnAirReport {}

    /**
     * The complete list of publishers.
     *
     * @param requestedAt when the question was sent; what is younger is not judged by this
     * @param source as in {@link Fence#source}
     * @param boot as in {@link Fence#boot}; empty where the server does not say
     */
    record Listing(Instant requestedAt, String source, String boot, List<Publisher> publishers)
            implements OnAirReport {
        public Listing {
            publishers = List.copyOf(publishers);
        }
    }

    /**
     * One stream of the list.
     *
     * @param path as in {@link MediaEvent.Publish#path}
     * @param client as in {@link Fence#client}; empty where nobody publishes
     * @param active whether somebody publishes, and for SRS whether media has arrived
     */
    record Publisher(String path, String client, boolean active) {}
}
