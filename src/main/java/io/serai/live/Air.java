package io.serai.live;

import io.serai.common.StreamId;
import io.serai.live.MediaEvent.Protocol;
import io.serai.streams.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that is known about one publication of one stream, read under the lock of the stream's
 * row; what the rules decide on.
 *
 * @param current the session that is on air, if any
 * @param rivals publishers that were accepted beside it, and those refuted in the last minute, the
 *     newest last
 * @param left who ended by an end hook of their own in the last minute, as far as the query asked
 *     for them
 * @param others what is on air under other names of the same stream (a WebRTC room)
 * @param superseded whether the hook at hand comes from a process of the media server that a newer
 *     one has replaced
 * @param nextId the id for a session that is opened now
 */
record Air(
        Stream stream,
        Optional<Session> current,
        List<Rival> rivals,
        List<Left> left,
        Others others,
        boolean superseded,
        long nextId) {

    /** The catalogue's row. */
    record Stream(StreamId id, String title, Surface surface, boolean manyPublications) {}

    /** Other publications of the stream that are on air. */
    record Others(int count, OptionalLong broadcast, Optional<Instant> startedAt, int peakViewers) {
        static final Others NONE = new Others(0, OptionalLong.empty(), Optional.empty(), 0);
    }

    /**
     * What a publisher told about itself.
     *
     * @param digest of its hook; empty when the reconciler found it
     */
    record Origin(
            Fence fence,
            String path,
            Protocol protocol,
            Optional<String> streamObject,
            String digest) {
        static Origin of(MediaEvent.Publish publish) {
            return new Origin(
                    publish.fence(),
                    publish.path(),
                    publish.protocol(),
                    publish.streamObject(),
                    publish.digest());
        }

        static Origin found(Fence fence, String path) {
            return new Origin(fence, path, Protocol.RTMP, Optional.empty(), "");
        }
    }

    /**
     * A session that is on air.
     *
     * @param broadcast id of the first session of an unbroken row of resumed ones
     * @param suspectSince since when its media server is thought to have lost it
     * @param updatedAt of its newest on_update
     * @param mediaTimestamp in that update, ms
     * @param frozenUpdates how many updates in a row brought the same media timestamp
     */
    record Session(
            long id,
            Origin origin,
            Instant startedAt,
            long broadcast,
            Instant broadcastStartedAt,
            int peakViewers,
            Optional<Instant> suspectSince,
            Optional<Instant> updatedAt,
            OptionalLong mediaTimestamp,
            int frozenUpdates) {
        Fence fence() {
            return origin.fence();
        }

        boolean suspect() {
            return suspectSince.isPresent();
        }

        /** The same, with a suspicion that counts from this time at the earliest. */
        Session suspectFrom(Instant earliest) {
            return new Session(
                    id,
                    origin,
                    startedAt,
                    broadcast,
                    broadcastStartedAt,
                    peakViewers,
                    suspectSince.map(at -> at.isBefore(earliest) ? earliest : at),
                    updatedAt,
                    mediaTimestamp,
                    frozenUpdates);
        }
    }

    /**
     * A publisher accepted while another is on air: the media server decides between them.
     *
     * @param refutedAt when it was found not to be on air; such a row is kept for a minute
     * @param closedItself whether it was refuted by an end hook of its own
     */
    record Rival(
            long id,
            Origin origin,
            Instant since,
            Optional<Instant> refutedAt,
            boolean closedItself) {
        Fence fence() {
            return origin.fence();
        }

        boolean refuted() {
            return refutedAt.isPresent();
        }
    }

    /** A publisher who left. */
    record Left(Fence fence, Instant at) {}

    /** Whether this publisher left at that time or later. */
    boolean leftSince(Fence fence, Instant time) {
        return left.stream().anyMatch(l -> l.fence().equals(fence) && !l.at().isBefore(time));
    }

    Optional<Rival> rival(Fence fence) {
        // The newest: one connection may be refuted and try again.
        return rivals.stream()
                .filter(rival -> rival.fence().equals(fence))
                .reduce((older, newer) -> newer);
    }

    /**
     * The newest rival that may still be the one on air. The current session's own publisher is
     * none: it may have been found on air by other means while it still waited.
     */
    Optional<Rival> contender() {
        Optional<Fence> onAir = current.map(Session::fence);
        return rivals.stream()
                .filter(rival -> !rival.refuted() && !onAir.equals(Optional.of(rival.fence())))
                .reduce((older, newer) -> newer);
    }
}
