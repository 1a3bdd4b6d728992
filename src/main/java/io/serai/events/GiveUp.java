package io.serai.events;

/** A reaction throws this when no further attempt can succeed: the delivery is parked at once. */
public final class GiveUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GiveUp(String reason) {
        super(reason);
    }
}
