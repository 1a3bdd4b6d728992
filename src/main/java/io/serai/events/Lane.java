package io.serai.events;

import java.util.Comparator;

/**
 * The deliveries that follow one another: those of a subscription and a stream, or one replay.
 *
 * @param replay 0, or the id of the delivery that an operator had repeated
 */
record Lane(String subscription, long streamId, long replay) {
    /** In which lanes are locked when there are several. */
    static final Comparator<Lane> LOCK_ORDER =
            Comparator.comparingLong(Lane::streamId)
                    .thenComparing(Lane::subscription)
                    .thenComparingLong(Lane::replay);
}
