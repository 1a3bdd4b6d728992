package io.serai.timeline;

import io.serai.common.StreamId;
import java.time.Instant;
import java.util.Optional;

/**
 * One note, or several equal ones, as they are stored.
 *
 * @param fingerprint equal for notes that share a row
 * @param name keyed digest of the published name
 * @param app keyed digest of the application, where that may be a key
 */
record Row(
        byte[] fingerprint,
        Instant at,
        Instant lastAt,
        int times,
        Optional<StreamId> stream,
        Optional<byte[]> name,
        Optional<byte[]> app,
        Told told) {

    /** What sort of note it is. */
    enum Kind {
        HOOK,
        FINDING,
        GAP
    }

    /**
     * What is told of it; no secrets.
     *
     * @param word of a hook, {@code accepted} or why not; of a finding, how the server shows it
     * @param server the media server's identity, or its kind where that is not known
     * @param address of the encoder or player
     * @param caller address that a hook came from
     */
    record Told(
            Kind kind,
            String what,
            boolean accepted,
            String word,
            String rule,
            boolean changed,
            String server,
            String client,
            String address,
            String caller,
            String protocol,
            int tookMs,
            String note) {
        static Told gap(String reason) {
            return new Told(
                    Kind.GAP, "dropped", false, reason, "", false, "", "", "", "", "", 0, "");
        }
    }

    /** Both in one; what is told is the newer one's. */
    Row with(Row later) {
        return new Row(
                fingerprint,
                at.isBefore(later.at) ? at : later.at,
                lastAt.isAfter(later.lastAt) ? lastAt : later.lastAt,
                times + later.times,
                stream,
                name,
                app,
                later.told);
    }
}
