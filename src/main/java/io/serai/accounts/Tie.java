package io.serai.accounts;

/** What one account can be to another. */
enum Tie {
    FOLLOW(TieChanged.Kind.FOLLOWED, TieChanged.Kind.UNFOLLOWED),
    BLOCK(TieChanged.Kind.BLOCKED, TieChanged.Kind.UNBLOCKED);

    private final TieChanged.Kind made;
    private final TieChanged.Kind ended;

    Tie(TieChanged.Kind made, TieChanged.Kind ended) {
        this.made = made;
        this.ended = ended;
    }

    TieChanged.Kind made() {
        return made;
    }

    TieChanged.Kind ended() {
        return ended;
    }
}
