package io.serai.events;

import io.serai.events.LaneRepository.Lease;
import java.time.Duration;

/**
 * What is to be written down of a claimed delivery.
 *
 * @param attempts the failed ones, this one included
 * @param error of the attempt; empty if there was none
 * @param dueIn when the lane may be taken again; how long the lease is, if it stays ours
 * @param goesOn whether the lane stays ours if something is pending in it
 */
record Settlement(
        Claim claim, Kind kind, int attempts, String error, Duration dueIn, boolean goesOn) {
    enum Kind {
        /** Handled. */
        FINISHED,
        /** Not handled: it comes again after the wait, and until then blocks its lane. */
        WAITING,
        /** Not handled, and it does not come again by itself. */
        PARKED,
        /** Its event is gone. */
        DISCARDED
    }

    /** Handled; the lane is left to anybody. */
    static Settlement finished(Claim claim) {
        return new Settlement(claim, Kind.FINISHED, 0, "", Duration.ZERO, false);
    }

    /** Handled; the lane's next delivery, if there is one, is ours with a new lease. */
    static Settlement finishedAndGoesOn(Claim claim, Duration lease) {
        return new Settlement(claim, Kind.FINISHED, 0, "", lease, true);
    }

    static Settlement waiting(Claim claim, int attempts, String error, Duration wait) {
        return new Settlement(claim, Kind.WAITING, attempts, error, wait, false);
    }

    static Settlement parked(Claim claim, int attempts, String error) {
        return new Settlement(claim, Kind.PARKED, attempts, error, Duration.ZERO, false);
    }

    static Settlement discarded(Claim claim) {
        return new Settlement(claim, Kind.DISCARDED, 0, "", Duration.ZERO, false);
    }

    Lease lease() {
        return new Lease(claim.lane(), claim.owner());
    }
}
