package io.serai.restream;

import io.serai.restream.Launcher.Launched;
import java.util.List;
import java.util.Optional;

/** Tells of a restream whoever is to know; never waits for them. Thread-safe. */
interface Reporter {
    /** It is in another state than before. */
    void changed(Order order, Actual before, Actual after, List<String> lines);

    /** Its process was started. */
    void started(Order order, Launched launched);

    /** Media arrives at the target. */
    void running(Order order, Optional<String> marker);

    /**
     * A process has ended.
     *
     * @param why empty if it was to end
     */
    void runEnded(
            Order order, String marker, int exitCode, Optional<Failure> why, Progress progress);

    /**
     * It failed.
     *
     * @param gaveUp whether nothing more is tried for this wish
     */
    void failed(Order order, Failure failure, int attempts, boolean gaveUp);

    /** It ended as it should. */
    void stopped(Order order);
}
