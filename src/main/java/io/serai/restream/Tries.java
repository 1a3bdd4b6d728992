package io.serai.restream;

import java.util.Optional;

/**
 * Starts in a row without a stable run.
 *
 * @param starts how many, the present one included
 * @param failure the last one
 * @param sameInRow how many of the last failures were of its kind
 */
record Tries(int starts, Optional<Failure> failure, int sameInRow) {
    static final Tries FIRST = new Tries(1, Optional.empty(), 0);

    Tries failed(Failure next) {
        boolean same = failure.filter(last -> last.kind() == next.kind()).isPresent();
        return new Tries(starts, Optional.of(next), same ? sameInRow + 1 : 1);
    }

    Tries again() {
        return new Tries(starts + 1, failure, sameInRow);
    }
}
