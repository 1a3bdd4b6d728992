package io.serai.events;

/**
 * A subscription that this node works for.
 *
 * @param maxAttempts the last failed one parks the delivery
 * @param concurrency streams that are worked on at the same time
 */
record Reaction(
        Subscription subscription,
        int maxAttempts,
        Backoff backoff,
        int concurrency,
        Handler handler) {
    private static final int MOST_CONCURRENCY = 256;

    /** Does the work of one delivery; may take long. Never throws but by a bug. */
    @FunctionalInterface
    interface Handler {
        Outcome handle(StreamEvent event);
    }

    Reaction {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts is at least 1, not " + maxAttempts);
        }
        if (concurrency < 1 || concurrency > MOST_CONCURRENCY) {
            throw new IllegalArgumentException(
                    "concurrency is between 1 and " + MOST_CONCURRENCY + ", not " + concurrency);
        }
    }

    String name() {
        return subscription.name();
    }
}
