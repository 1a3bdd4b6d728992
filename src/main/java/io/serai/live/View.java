package io.serai.live;

import java.time.Instant;
import java.util.Optional;

/** What is known from outside about one path, when a session on it is judged. */
sealed interface View {
    /** Nobody can be asked: the source has no API, and no regular updates either. */
    record NoApi() implements View {}

    /** Somebody was asked and could not say. */
    record Unknown() implements View {}

    /** The media server that opened the session is not there any more: another process answers. */
    record OtherServer(Instant requestedAt) implements View {}

    /**
     * The media server's word.
     *
     * @param requestedAt when it was asked
     * @param publisher of the path, if it is listed with one
     */
    record Listed(Instant requestedAt, String boot, Optional<OnAirReport.Publisher> publisher)
            implements View {}

    /**
     * nginx-rtmp can't be asked or does not list the path (a reloaded one lists only what its new
     * worker has), but its regular updates tell.
     *
     * @param silent whether three of them are missing
     * @param onlyWord whether there is no statistics page to ask at all
     */
    record Updates(boolean silent, boolean onlyWord) implements View {}
}
