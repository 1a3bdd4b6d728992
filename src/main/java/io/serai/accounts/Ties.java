package io.serai.accounts;

import io.serai.common.UserId;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Who follows and who blocks whom. Thread-safe. */
@Component
public final class Ties {
    private final TieRepository repository;

    Ties(TieRepository repository) {
        this.repository = repository;
    }

    public boolean follows(UserId who, UserId whom) {
        return repository.has(Tie.FOLLOW, who, whom);
    }

    public boolean blocks(UserId who, UserId whom) {
        return repository.has(Tie.BLOCK, who, whom);
    }

    /** Whom this account follows. */
    public Set<UserId> followedBy(UserId who) {
        return repository.of(Tie.FOLLOW, who);
    }

    /** Whom this account blocks. */
    public Set<UserId> blockedBy(UserId who) {
        return repository.of(Tie.BLOCK, who);
    }

    /** Who blocks this account. */
    public Set<UserId> blockersOf(UserId whom) {
        return repository.toward(Tie.BLOCK, whom);
    }
}
