package io.serai.accounts;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Forgets what nobody can use any more. Thread-safe. */
@Component
final class Expiry {
    private static final Logger log = LoggerFactory.getLogger(Expiry.class);

    private final AccountSessionRepository sessions;
    private final IssuerRepository issued;
    private final Clock clock;

    Expiry(AccountSessionRepository sessions, IssuerRepository issued, Clock clock) {
        this.sessions = sessions;
        this.issued = issued;
        this.clock = clock;
    }

    void delete() {
        int ended = sessions.deleteExpired(clock.instant());
        int dead = issued.deleteExpired(clock.instant());
        if (ended + dead > 0) {
            log.info("accounts.expired sessions={} tokens={}", ended, dead);
        }
    }
}
