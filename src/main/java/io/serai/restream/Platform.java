package io.serai.restream;

import java.util.Map;
import java.util.Optional;

/**
 * Where streams can be sent on to.
 *
 * @param id as destinations name it
 * @param name as people are shown it
 * @param addresses by region, the usual one first; none: each destination has its own
 * @param mostBitrate what it takes, in kbit/s; 0: not known
 * @param profile how ffmpeg sends to it, unless the destination says otherwise
 */
public record Platform(
        String id, String name, Map<String, String> addresses, int mostBitrate, String profile) {
    /** Whether each destination has an address of its own. */
    public boolean requiresCustomUrl() {
        return addresses.isEmpty();
    }

    /** The usual address. */
    public Optional<String> address() {
        return addresses.values().stream().findFirst();
    }
}
