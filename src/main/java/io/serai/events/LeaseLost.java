package io.serai.events;

/** The lane belongs to somebody else by now: nothing was changed. */
final class LeaseLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLost(Claim claim) {
        super(
                "delivery " + claim.deliveryId() + " of " + claim.lane().subscription(),
                null,
                false,
                false);
    }
}
