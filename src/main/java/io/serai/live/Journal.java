package io.serai.live;

import java.util.function.Supplier;

/**
 * Where it is noted, for operators, what media servers asked and what was found about a stream. A
 * note costs its caller next to nothing: it returns at once, never fails, and a note that can't be
 * kept is counted and forgotten. Thread-safe.
 */
public interface Journal {
    /** Keeps nothing. */
    Journal NONE = note -> {};

    /**
     * @param note made later, on another thread, so that a hook does not wait for it
     */
    void add(Supplier<JournalNote> note);
}
