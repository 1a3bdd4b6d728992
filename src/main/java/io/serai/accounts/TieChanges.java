package io.serai.accounts;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.TooMany;
import io.serai.common.UserId;
import io.serai.common.http.HttpCall;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
import io.serai.database.SqlBatch;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets people follow and block each other. Thread-safe. */
@Component
final class TieChanges {
    private static final Logger log = LoggerFactory.getLogger(TieChanges.class);

    private final TieRepository repository;
    private final AccountRepository accounts;
    private final List<TieChanged> listeners;
    private final AuditLog audit;
    private final RateLimiter limiter;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final Clock clock;

    TieChanges(
            TieRepository repository,
            AccountRepository accounts,
            ObjectProvider<TieChanged> listeners,
            AuditLog audit,
            AccountsSettings settings,
            RateLimits limits,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            Clock clock) {
        this.repository = repository;
        this.accounts = accounts;
        this.listeners = listeners.orderedStream().toList();
        this.audit = audit;
        this.limiter = limits.limiter("ties", settings.tieLimit());
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Makes or ends a tie; what is so already stays so.
     *
     * @throws Invalid when somebody means themselves
     * @throws NotFound when there is no such account
     * @throws TooMany when this account or this address does it too often
     */
    void set(Tie tie, boolean wanted, UserId who, UserId whom, HttpCall call) {
        limiter.take(call.caller(), "Too many follows and blocks");
        limiter.take("account " + who, "Too many follows and blocks");
        if (who.equals(whom)) {
            throw new Invalid("You can't " + tie.name().toLowerCase(Locale.ROOT) + " yourself");
        }
        if (accounts.byId(whom).isEmpty()) {
            throw new NotFound("User not found");
        }
        TieChanged.Kind kind = wanted ? tie.made() : tie.ended();
        Boolean changed =
                transactions.execute(
                        tx -> {
                            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                            boolean different =
                                    wanted
                                            ? repository.make(tie, who, whom, now)
                                            : repository.end(tie, who, whom);
                            if (different) {
                                tell(kind, who, whom, now, call);
                            }
                            return different;
                        });
        if (changed) {
            log.info("account.{} account={} other={}", word(kind), who, whom);
        }
    }

    private void tell(TieChanged.Kind kind, UserId who, UserId whom, Instant now, HttpCall call) {
        SqlBatch batch = new SqlBatch();
        listeners.forEach(listener -> listener.changed(who, whom, kind, now, batch));
        Actor actor = Actor.account(who, call);
        audit.add(AuditEntry.of(actor, "account." + word(kind), "account", whom), batch);
        batch.run(jdbc);
    }

    private static String word(TieChanged.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
