package io.serai.live;

import io.serai.live.MediaServers.MediaServer;

/** The client of one configured media server that can say who publishes there. Thread-safe. */
public interface OnAirSource {
    /** The entry of the configuration that this client asks. */
    MediaServer server();

    /**
     * Asks now and waits for the answer, 5 s at most. Never throws: a server that can't be asked,
     * or whose answer is not complete, makes an {@link OnAirReport.Unknown}.
     */
    OnAirReport report();
}
